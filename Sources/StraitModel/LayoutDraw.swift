// SPDX-License-Identifier: Apache-2.0

/// One of the N layouts of the axis value `random xN`: `random x5#3`.
///
/// Its seed depends only on its number and is the same in every cell, run and configuration. So a night's layouts are
/// those of the last night, two kernels are compared with the same layouts, and a difference is the kernel's doing.
/// Resuming a run, sharing it between machines and replaying a cell need no stored state. A larger N begins with the
/// layouts of a smaller one.
public struct LayoutDraw: Sendable, Equatable {
    /// The most layouts of one group.
    public static let most = 1000

    /// How many layouts the group has.
    public let count: Int
    /// Which of them it is, from 1.
    public let number: Int

    /// All layouts of a group.
    public static func all(_ count: Int) -> [LayoutDraw] {
        count < 1 ? [] : (1...count).map { LayoutDraw(count: count, number: $0) }
    }

    /// Parses `random x5#3`; nil for anything else. Written by hand: a large matrix calls it several times per cell,
    /// and a regular expression would take half a minute.
    public init?(parsing text: String) {
        guard let mark = text.utf8.firstIndex(of: UInt8(ascii: "#")), let count = Self.count(parsing: text[..<mark]),
            let number = Self.number(text[mark...].dropFirst()), number <= count
        else { return nil }
        self.init(count: count, number: number)
    }

    private init(count: Int, number: Int) {
        self.count = count
        self.number = number
    }

    /// Parses `random x5` into its number of layouts; nil for anything else.
    public static func count(parsing text: some StringProtocol) -> Int? {
        text.hasPrefix(prefix) ? number(text.dropFirst(prefix.count)) : nil
    }

    private static let prefix = "random x"

    /// A number without sign or leading zeros, so that one layout has only one name.
    private static func number(_ text: some StringProtocol) -> Int? {
        guard let first = text.utf8.first, (49...57).contains(first), text.utf8.allSatisfy({ (48...57).contains($0) }),
            let number = Int(text), number <= most
        else { return nil }
        return number
    }

    /// `random x5#3`.
    public var description: String { "\(question)#\(number)" }

    /// `random x5`.
    public var question: String { "random x\(count)" }

    /// The seed: a one-to-one function of the number, so that no layout occurs twice (the finalizer of MurmurHash3, 32
    /// bits).
    public var seed: UInt32 {
        var mixed = UInt32(truncatingIfNeeded: number)
        mixed = (mixed ^ mixed >> 16) &* 0x85eb_ca6b
        mixed = (mixed ^ mixed >> 13) &* 0xc2b2_ae35
        return mixed ^ mixed >> 16
    }

    /// The cell's position in its group.
    var draw: AxisDraw { AxisDraw(kind: .layouts, question: question, number: number, seed: seed) }
}

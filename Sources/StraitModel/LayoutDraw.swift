// SPDX-License-Identifier: Apache-2.0

/// One of N layouts of a `random xN` axis value, `random x5#3`: N cells that ask one question.
///
/// Its seed follows from its number alone and is the same in every cell, run and configuration. A night's layouts are so the last
/// night's, and a kernel's those of the kernel that it is compared with: what changes is the kernel's doing and not luck. It takes no
/// state to resume such a run, to share it between machines, or to replay a cell from its name. More layouts are a larger N, whose
/// first ones are those of the smaller.
public struct LayoutDraw: Sendable, Equatable {
    /// The most layouts of one question.
    public static let most = 1000

    /// How many layouts the question has.
    public let count: Int
    /// Which of them this is, from 1 on.
    public let number: Int

    /// All of the layouts of a question.
    public static func all(_ count: Int) -> [LayoutDraw] {
        count < 1 ? [] : (1...count).map { LayoutDraw(count: count, number: $0) }
    }

    /// Parses `random x5#3`; nil for anything else. By hand: a large matrix asks this of each of its cells, some times, which takes a
    /// regular expression half a minute.
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

    /// Parses `random x5`, the question, into the number of its layouts; nil for anything else.
    public static func count(parsing text: some StringProtocol) -> Int? {
        text.hasPrefix(prefix) ? number(text.dropFirst(prefix.count)) : nil
    }

    private static let prefix = "random x"

    /// A number as it is written in one way only, so that one layout has one name.
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

    /// The seed: a mix that maps no two numbers to one, so that no layout is drawn twice (the finalizer of MurmurHash3, 32 bits).
    public var seed: UInt32 {
        var mixed = UInt32(truncatingIfNeeded: number)
        mixed = (mixed ^ mixed >> 16) &* 0x85eb_ca6b
        mixed = (mixed ^ mixed >> 13) &* 0xc2b2_ae35
        return mixed ^ mixed >> 16
    }

    /// The same for a cell's group.
    var draw: AxisDraw { AxisDraw(kind: .layouts, question: question, number: number, seed: seed) }
}

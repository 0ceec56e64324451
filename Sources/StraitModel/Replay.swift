// SPDX-License-Identifier: Apache-2.0

/// One of M boots with one seed, `seed:7 x20#3`. They show whether the seed really replays a layout.
public struct ReplayDraw: Sendable, Equatable {
    /// The seed of all of them.
    public let seed: UInt32
    /// How many boots the group has.
    public let count: Int
    /// Which of them it is, from 1.
    public let number: Int

    /// All boots of `seed:7 x20`; nil for any other text.
    static func all(parsing question: String) -> [ReplayDraw]? {
        guard let (seed, rest) = seedAndRest(question), let count = LayoutDraw.count(parsing: "random " + rest) else {
            return nil
        }
        return (1...count).map { ReplayDraw(seed: seed, count: count, number: $0) }
    }

    /// Parses `seed:7 x20#3`; nil for anything else.
    public init?(parsing text: String) {
        guard let (seed, rest) = Self.seedAndRest(text), let draw = LayoutDraw(parsing: "random " + rest) else {
            return nil
        }
        self.init(seed: seed, count: draw.count, number: draw.number)
    }

    private init(seed: UInt32, count: Int, number: Int) {
        self.seed = seed
        self.count = count
        self.number = number
    }

    private static func seedAndRest(_ text: String) -> (UInt32, String)? {
        guard text.hasPrefix("seed:"), let blank = text.firstIndex(of: " ") else { return nil }
        let digits = text[..<blank].dropFirst("seed:".count)
        guard let seed = UInt32(digits), String(seed) == digits else { return nil }
        return (seed, String(text[text.index(after: blank)...]))
    }

    /// `seed:7 x20`.
    public var question: String { "seed:\(seed) x\(count)" }

    /// `seed:7 x20#3`.
    public var description: String { "\(question)#\(number)" }

    /// The cell's position in its group.
    var draw: AxisDraw { AxisDraw(kind: .replay, question: question, number: number, seed: seed) }
}

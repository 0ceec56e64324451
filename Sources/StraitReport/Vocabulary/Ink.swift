// SPDX-License-Identifier: Apache-2.0

/// Colours of a terminal: besides the signs and words, never instead of them.
public struct Ink: Sendable {
    /// The few colours and weights that strait uses (ECMA-48, SGR).
    public enum Colour: String, Sendable, CaseIterable {
        case green = "32"
        case red = "31"
        case yellow = "33"
        case blue = "34"
        case magenta = "1;35"
        case dim = "2"
        case bold = "1"
        /// Black on yellow: what stands before everything else.
        case alarm = "1;30;43"

        fileprivate var sequence: String { "\u{1b}[\(rawValue)m" }
    }

    /// Whether colour is welcome.
    public let isOn: Bool
    /// Whether the controls say that nothing can be believed: no verdict has its colour then.
    let isDistrusted: Bool

    /// Colours, or none of them.
    public init(isOn: Bool) { self.init(isOn: isOn, isDistrusted: false) }

    init(isOn: Bool, isDistrusted: Bool) {
        self.isOn = isOn
        self.isDistrusted = isDistrusted
    }

    /// The text in a colour.
    public func paint(_ text: String, _ colour: Colour) -> String {
        isOn ? colour.sequence + text + Self.plain : text
    }

    func alarm(_ text: String) -> String { paint(text, .alarm) }

    func bold(_ text: String) -> String { paint(text, .bold) }

    private static let plain = "\u{1b}[0m"

    /// Everything that strait writes to a terminal and a terminal acts on: text of others may hold none of it.
    public static let sequences = Colour.allCases.map(\.sequence) + [plain]
}

// SPDX-License-Identifier: Apache-2.0

/// Colours for a terminal, in addition to signs and words.
public struct Ink: Sendable {
    /// The colours and weights that strait uses (ECMA-48, SGR).
    public enum Colour: String, Sendable, CaseIterable {
        case green = "32"
        case red = "31"
        case yellow = "33"
        case blue = "34"
        case magenta = "1;35"
        case dim = "2"
        case bold = "1"
        /// Black on yellow, for warnings that come first.
        case alarm = "1;30;43"

        fileprivate var sequence: String { "\u{1b}[\(rawValue)m" }
    }

    /// Whether colours are used.
    public let isOn: Bool
    /// Whether the run cannot be trusted; then verdicts have no colours.
    let isDistrusted: Bool

    /// Makes colours, or none.
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

    /// All control sequences that strait writes; text from others must not contain any.
    public static let sequences = Colour.allCases.map(\.sequence) + [plain]
}

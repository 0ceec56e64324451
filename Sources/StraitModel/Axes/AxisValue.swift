// SPDX-License-Identifier: Apache-2.0

/// The value of an axis: a number (bits, or MiB for sizes) or a word.
public enum AxisValue: Sendable, Hashable, Codable, CustomStringConvertible {
    case integer(Int)
    case text(String)

    /// The number, if it is one.
    public var integer: Int? { if case .integer(let value) = self { value } else { nil } }
    /// The word, if it is one.
    public var text: String? { if case .text(let value) = self { value } else { nil } }

    /// The value without its unit.
    public var description: String {
        switch self {
        case .integer(let value): String(value)
        case .text(let value): value
        }
    }

    /// Decodes a JSON number or string.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        // A string is the other legal form; anything else throws below.
        if let number = try? container.decode(Int.self) {
            self = .integer(number)
        } else {
            self = .text(try container.decode(String.self))
        }
    }

    /// Encodes as a JSON number or string.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .integer(let value): try container.encode(value)
        case .text(let value): try container.encode(value)
        }
    }
}

/// An axis of which the guest shows another value than the one that was requested.
public struct AxisMismatch: Sendable, Codable, Equatable {
    /// The axis's name.
    public var axis: String
    /// What was asked for.
    public var requested: AxisValue
    /// What the guest shows.
    public var shown: AxisValue
    /// Both in a sentence.
    public var sentence: String

    /// A mismatch.
    public init(axis: String, requested: AxisValue, shown: AxisValue, sentence: String) {
        self.axis = axis
        self.requested = requested
        self.shown = shown
        self.sentence = sentence
    }
}

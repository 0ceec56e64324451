// SPDX-License-Identifier: Apache-2.0

/// The value of an axis: a number (of bits, or of MiB for sizes) or a word.
public enum AxisValue: Sendable, Hashable, Codable, CustomStringConvertible {
    case integer(Int)
    case text(String)

    /// The number; nil for a word.
    public var integer: Int? { if case .integer(let value) = self { value } else { nil } }
    /// The word; nil for a number.
    public var text: String? { if case .text(let value) = self { value } else { nil } }

    /// The value without its unit.
    public var description: String {
        switch self {
        case .integer(let value): String(value)
        case .text(let value): value
        }
    }

    /// The numbers of all axes: the sum or difference of two does not overflow, and JSON holds them exactly.
    private static let numbers = 0..<(1 << 53)

    /// Decodes a JSON number or string; rejects numbers below zero, and of 2^53 and more.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        // If it is not a number it has to be a string; anything else throws below.
        if let number = try? container.decode(Int.self) {
            guard Self.numbers.contains(number) else {
                throw DecodingError.dataCorruptedError(
                    in: container, debugDescription: "not the value of an axis: \(number)")
            }
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

/// An axis for which the guest shows another value than the requested one.
public struct AxisMismatch: Sendable, Codable, Equatable {
    /// The axis's name.
    public var axis: String
    /// The requested value.
    public var requested: AxisValue
    /// The value that the guest shows.
    public var shown: AxisValue
    /// Both values in a sentence.
    public var sentence: String

    /// Makes a mismatch.
    public init(axis: String, requested: AxisValue, shown: AxisValue, sentence: String) {
        self.axis = axis
        self.requested = requested
        self.shown = shown
        self.sentence = sentence
    }
}

// SPDX-License-Identifier: Apache-2.0

/// A size in MiB, the unit of all sizes in strait's files. Configurations write a unit: `256MiB`, `16GiB`, `1TiB`.
public struct Mebibytes: Sendable, Hashable, Comparable, Codable, CustomStringConvertible {
    /// The number of MiB.
    public let count: Int

    /// Makes a size.
    public init(_ count: Int) { self.count = count }

    /// Parses `256MiB`, `16GiB` or `1TiB`: a whole number above zero and one of the units; nil for anything else, and for sizes
    /// of 2^62 bytes and more, which no address space has.
    public init?(parsing text: String) {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let value = Int(digits), value > 0, let factor = Self.units[String(text.dropFirst(digits.count))],
            case let (count, overflow) = value.multipliedReportingOverflow(by: factor), !overflow, count < 1 << 42
        else { return nil }
        self.count = count
    }

    private static let units = ["MiB": 1, "GiB": 1 << 10, "TiB": 1 << 20]

    /// The size in bytes; 0 for a negative count, which some differences have.
    public var bytes: UInt64 { UInt64(clamping: count) << 20 }

    /// With the largest unit that leaves a whole number: `32GiB`.
    public var description: String {
        if count != 0, count.isMultiple(of: 1 << 20) { return "\(count >> 20)TiB" }
        if count != 0, count.isMultiple(of: 1 << 10) { return "\(count >> 10)GiB" }
        return "\(count)MiB"
    }

    /// Orders by size.
    public static func < (left: Self, right: Self) -> Bool { left.count < right.count }

    /// Decodes a number of MiB; refuses negative numbers and sizes of 2^64 bytes or more.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        count = try container.decode(Int.self)
        guard (0..<(1 << 44)).contains(count) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a size in MiB: \(count)")
        }
    }

    /// Encodes a number of MiB.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(count)
    }
}

/// An address, physical or virtual; a `"0x…"` string in files, because JSON numbers cannot hold 64 bits.
public struct Address: Sendable, Hashable, Comparable, Codable, CustomStringConvertible {
    /// The address itself.
    public let value: UInt64

    /// Makes an address.
    public init(_ value: UInt64) { self.value = value }

    /// Parses hexadecimal digits, with or without `0x`; nil for anything else.
    public init?(hex text: some StringProtocol) {
        let digits = text.hasPrefix("0x") ? text.dropFirst(2) : text[...]
        guard let value = UInt64(digits, radix: 16) else { return nil }
        self.value = value
    }

    /// `0x` and lower-case digits, without leading zeros.
    public var description: String { "0x" + String(value, radix: 16) }

    /// Orders by address.
    public static func < (left: Self, right: Self) -> Bool { left.value < right.value }

    /// Decodes a `"0x…"` string.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let address = Address(hex: text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an address: \(text)")
        }
        self = address
    }

    /// Encodes as a `"0x…"` string.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

// SPDX-License-Identifier: Apache-2.0

/// One of the kernel's error numbers, by its name: `ERANGE`. A kernel may answer with any of them, so names that strait does not reason
/// about are values too. In files it is its name.
public struct Errno: Sendable, Hashable, Codable, CustomStringConvertible {
    /// The name; of a number that has none, the number.
    public let name: String

    /// No address space is left for what was asked for.
    public static let erange = Errno(known: "ERANGE")
    /// No memory is left.
    public static let enomem = Errno(known: "ENOMEM")
    /// It is taken.
    public static let ebusy = Errno(known: "EBUSY")
    /// What answered did not keep to the protocol.
    public static let eproto = Errno(known: "EPROTO")

    private init(known name: String) { self.name = name }

    /// An error by its name, or by its number where it has no name; nil for text that is neither. A guest may print anything, and what
    /// is not checked for its form here ends up in pages and on terminals.
    public init?(_ name: String) {
        guard name.utf8.count <= 32 else { return nil }
        let isName =
            name.utf8.count > 1 && name.hasPrefix("E")
            && name.utf8.allSatisfy { (65...90).contains($0) || (48...57).contains($0) || $0 == UInt8(ascii: "_") }
        guard isName || Int(name).map({ (1...4095).contains($0) && String($0) == name }) == true else { return nil }
        self.name = name
    }

    /// The name.
    public var description: String { name }

    /// Decodes a name.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let errno = Errno(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not the name of an errno")
        }
        self = errno
    }

    /// Encodes the name.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(name)
    }
}

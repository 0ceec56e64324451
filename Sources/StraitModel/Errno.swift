// SPDX-License-Identifier: Apache-2.0

/// An error number of the kernel, by its name: `ERANGE`. A kernel can return any of them, so unknown names are values
/// too. Files contain the name.
public struct Errno: Sendable, Hashable, Codable, CustomStringConvertible {
    /// The name; for a number without a name, the number.
    public let name: String

    /// No address space is left.
    public static let erange = Errno(known: "ERANGE")
    /// No memory is left.
    public static let enomem = Errno(known: "ENOMEM")
    /// The address range or resource is in use.
    public static let ebusy = Errno(known: "EBUSY")
    /// The answer did not follow the protocol.
    public static let eproto = Errno(known: "EPROTO")

    private init(known name: String) { self.name = name }

    /// Makes an error from its name, or from a number without a name; nil for other text. The guest is not trusted, and
    /// names end up in pages and on terminals, so the form is checked here.
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

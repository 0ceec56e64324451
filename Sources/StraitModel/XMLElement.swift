// SPDX-License-Identifier: Apache-2.0

/// An element of XML as a plain value. All XML of strait (domains, JUnit) is made of these and written by
/// StraitSystem's `XML`.
public struct XMLElement: Sendable, Codable, Equatable {
    /// The element's name, with its prefix if it has one.
    public var name: String
    /// Its attributes and namespace declarations; they are written in the order of their names.
    public var attributes: [String: String]
    /// Its children, in order, after the text.
    public var children: [XMLElement]
    /// Its text; may be empty.
    public var text: String

    /// Makes an element.
    public init(_ name: String, _ attributes: [String: String] = [:], _ children: [XMLElement] = [], text: String = "")
    {
        self.name = name
        self.attributes = attributes
        self.children = children
        self.text = text
    }

    /// Whether XML can contain the character, escaped or not (XML 1.0, production 2, Char).
    public static func allows(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x9, 0xa, 0xd, 0x20...0xd7ff, 0xe000...0xfffd, 0x10000...0x10ffff: true
        default: false
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

/// An element of XML as a plain value. What is said in XML (a domain, a run for other programs) is made of these, and written by
/// StraitSystem's `XML` alone.
public struct XMLElement: Sendable, Codable, Equatable {
    /// The element's name, with its prefix where it has one.
    public var name: String
    /// Its attributes, and its declarations of namespaces. They are written in the order of their names.
    public var attributes: [String: String]
    /// Its children, in their order, behind the text.
    public var children: [XMLElement]
    /// Its text; empty: none.
    public var text: String

    /// An element.
    public init(_ name: String, _ attributes: [String: String] = [:], _ children: [XMLElement] = [], text: String = "")
    {
        self.name = name
        self.attributes = attributes
        self.children = children
        self.text = text
    }

    /// Whether XML can hold the character at all, escaped or not (XML 1.0, production 2, Char).
    public static func allows(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x9, 0xa, 0xd, 0x20...0xd7ff, 0xe000...0xfffd, 0x10000...0x10ffff: true
        default: false
        }
    }
}

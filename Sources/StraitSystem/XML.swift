// SPDX-License-Identifier: Apache-2.0

import CLibxml2
import StraitModel

/// Writes XML: an ``StraitModel/XMLElement`` through libxml2, which escapes it. Equal values give equal bytes.
///
/// Foundation's XML classes are not used, because swift-corelibs-foundation reads and frees nodes that it has already
/// freed.
public enum XML {
    /// An element with its content as text, indented, without a declaration and without a line break at the end.
    /// Errors: `request` for an invalid name or a character that XML cannot contain; `infrastructure` if memory is used
    /// up.
    public static func text(_ element: XMLElement) throws -> String {
        String(decoding: try saved(element) { xmlSaveTree($0, xmlDocGetRootElement($1)) }, as: UTF8.self)
    }

    /// A whole document as the content of a file: UTF-8 with a declaration, indented, with a line break at the end.
    /// Errors: those of ``text(_:)``.
    public static func encode(_ root: XMLElement) throws -> [UInt8] { try saved(root, xmlSaveDoc) }

    /// Initializes the library once, before several threads use it.
    private static let isReady: Void = xmlInitParser()

    /// The encoding in the declaration.
    private static let encoding = "utf-8"

    /// The document of a root element, written by `save`.
    private static func saved(
        _ root: XMLElement, _ save: (xmlSaveCtxtPtr, xmlDocPtr) -> Int
    ) throws -> [UInt8] {
        _ = isReady
        xmlResetLastError()
        let document = try made(xmlNewDoc("1.0"))
        // This frees everything that is linked into the document.
        defer { xmlFreeDoc(document) }
        // Without an encoding the library writes non-ASCII characters as numbers in attributes but not in text.
        document.pointee.encoding = .init(try made(xmlStrdup(encoding)))
        // standalone="no" has no effect without a DTD, but strait's files contain it.
        document.pointee.standalone = 0
        xmlDocSetRootElement(document, try node(root, in: document))
        let buffer = try made(xmlBufferCreate())
        defer { xmlBufferFree(buffer) }
        let options = XML_SAVE_AS_XML.rawValue | XML_SAVE_FORMAT.rawValue | XML_SAVE_NO_EMPTY.rawValue
        let context = try made(xmlSaveToBuffer(buffer, encoding, Int32(options)))
        let status = save(context, document)
        guard xmlSaveClose(context) >= 0, status >= 0, let content = xmlBufferContent(buffer) else { throw exhausted }
        // Older versions (2.9) omit a name or a text if memory is used up, and report it only here.
        guard xmlGetLastError() == nil else { throw exhausted }
        return Array(UnsafeBufferPointer(start: content, count: Int(xmlBufferLength(buffer))))
    }

    /// Makes an element with its content; the caller owns it until it is linked.
    private static func node(_ element: XMLElement, in document: xmlDocPtr) throws -> xmlNodePtr {
        try check(name: element.name)
        // Without content, because the library would take an `&` there for the start of an entity.
        let node = try made(xmlNewDocNode(document, nil, element.name, nil))
        do {
            _ = try made(node.pointee.name)
            for (name, value) in element.attributes.sorted(by: { $0.key < $1.key }) {
                try check(name: name)
                try check(value, of: "the attribute \(name) of <\(element.name)>")
                let attribute = try made(xmlNewProp(node, name, value)).pointee
                _ = try (made(attribute.name), made(attribute.children?.pointee.content))
            }
            if !element.text.isEmpty {
                try check(element.text, of: "the text of <\(element.name)>")
                let text = try made(xmlNewDocText(document, element.text))
                try link(text, to: node)
                _ = try made(text.pointee.content)
            }
            for child in element.children { try link(try Self.node(child, in: document), to: node) }
        } catch {
            xmlFreeNode(node)
            throw error
        }
        return node
    }

    private static func link(_ child: xmlNodePtr, to parent: xmlNodePtr) throws {
        guard xmlAddChild(parent, child) == nil else { return }
        xmlFreeNode(child)
        throw exhausted
    }

    private static func check(name: String) throws {
        guard xmlValidateQName(name, 0) == 0, !name.utf8.contains(0) else {
            throw StraitError(.request, "“\(name)” is not the name of an XML element or attribute")
        }
    }

    /// The library would write such a character unchanged, and end the text at a NUL.
    private static func check(_ text: String, of place: @autoclosure () -> String) throws {
        if text.utf8.allSatisfy({ (0x20...0x7e).contains($0) }) { return }
        guard let scalar = text.unicodeScalars.first(where: { !XMLElement.allows($0) }) else { return }
        let number = String(scalar.value, radix: 16, uppercase: true)
        let code = "U+" + String(repeating: "0", count: max(0, 4 - number.count)) + number
        throw StraitError(.request, "\(place()) has the character \(code), which XML cannot hold")
    }

    private static func made<Value>(_ value: Value?) throws -> Value {
        guard let value else { throw exhausted }
        return value
    }

    /// The only reason why the library cannot make a part of a checked document.
    private static let exhausted = StraitError(.infrastructure, "cannot write XML: the memory is used up")
}

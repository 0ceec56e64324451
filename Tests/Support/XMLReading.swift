// SPDX-License-Identifier: Apache-2.0

import Foundation
import FoundationXML
import StraitModel

extension StraitModel.XMLElement {
    /// The root of a document, as a parser reads it that is not ours. It tells of events and makes no tree: that of Foundation frees
    /// what it has already freed. White space that only indents children is left out. Errors: what the parser finds wrong.
    package init(parsing document: some Sequence<UInt8>) throws {
        let reader = XMLReader()
        let parser = XMLParser(data: Data(document))
        parser.delegate = reader
        // It may have an error and say that all is well.
        guard parser.parse(), parser.parserError == nil, let root = reader.root else {
            let line = parser.lineNumber
            throw StraitError(
                .request, "that is no XML, in line \(line)", cause: parser.parserError.map { "\($0)" })
        }
        self = root
    }
}

/// Puts the events of a parser together.
private final class XMLReader: NSObject, XMLParserDelegate {
    /// The whole, once it has ended.
    private(set) var root: StraitModel.XMLElement?
    /// The elements that have begun and not ended, the innermost last.
    private var open: [StraitModel.XMLElement] = []

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        open.append(StraitModel.XMLElement(name, attributes))
    }

    func parser(_ parser: XMLParser, foundCharacters text: String) {
        guard !open.isEmpty else { return }
        open[open.count - 1].text += text
    }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
        guard var element = open.popLast() else { return }
        if !element.children.isEmpty, element.text.allSatisfy(\.isWhitespace) { element.text = "" }
        if open.isEmpty { root = element } else { open[open.count - 1].children.append(element) }
    }
}

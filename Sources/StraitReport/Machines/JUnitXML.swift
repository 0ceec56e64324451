// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// Elements of JUnit's XML.
enum JUnitXML {
    /// A time as the schema has it.
    static func seconds(_ time: Double) -> String { Words.number(max(0, time), digits: 3) }

    /// Makes an element. All elements are made here, so that no forbidden character is written.
    static func element(
        _ name: String, _ attributes: [String: String] = [:], _ children: [XMLElement] = [], text: String = ""
    ) -> XMLElement {
        XMLElement(name, attributes.mapValues(legal), children, text: legal(text))
    }

    /// Removes the characters that XML forbids even if escaped. The writer escapes the others.
    static func legal(_ text: String) -> String {
        // Nearly all text is: making it anew takes a large document seconds.
        if text.utf8.allSatisfy({ (0x20...0x7e).contains($0) }) { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.filter(XMLElement.allows)))
    }
}

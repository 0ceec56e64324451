// SPDX-License-Identifier: Apache-2.0

import CLibxml2
import Foundation
import StraitModel
import TestSupport
import Testing

@testable import StraitSystem

@Suite struct XMLTests {
    /// Every kind of thing that has a place in a document.
    private static let sample = XMLElement(
        "domain", ["xmlns:q": "http://example.org/1.0", "b": "2", "a": "<1>"],
        [
            XMLElement("empty"), XMLElement("q:arg", ["é": "ü\n"]),
            XMLElement("t", [:], [XMLElement("u")], text: "a & é"),
        ])

    private static let text = """
        <domain a="&lt;1&gt;" b="2" xmlns:q="http://example.org/1.0">
          <empty></empty>
          <q:arg é="ü&#10;"></q:arg>
          <t>a &amp; é<u></u></t>
        </domain>
        """

    @Test func theSameValueIsTheSameText() throws {
        #expect(try XML.text(Self.sample) == Self.text)
        let declaration = #"<?xml version="1.0" encoding="utf-8" standalone="no"?>"#
        #expect(try String(decoding: XML.encode(Self.sample), as: UTF8.self) == "\(declaration)\n\(Self.text)\n")
    }

    @Test(arguments: [
        "<&>\"'", "]]>", "<!-- -->", "<![CDATA[x]]>", "&amp;&lt;&#60;&nothing;", "a\nb", "\n", "a\tb\t", "a\rb\r\nc\r",
        "  a  ", "é",
        "e\u{301}", "😀\u{10ffff}\u{fffd}\u{85}\u{a0}\u{2028}", "\u{7f}\u{9b}", "{{x}}%s",
        String(repeating: "&é", count: 100_000),
    ])
    func whatIsWrittenIsRead(_ text: String) throws {
        let root = XMLElement("r", ["a": text, "b": ""], [XMLElement("t", text: text), XMLElement("e", ["c": text])])
        for document in [try XML.encode(root), Array(try XML.text(root).utf8)] {
            let read = try XMLElement(parsing: document)
            #expect(read == root)
            // Equal texts may have other characters.
            for found in [read.attributes["a"], read.at("t").first?.text, read.at("e").first?.attributes["c"]] {
                #expect(found.map { Array($0.utf8) } == Array(text.utf8))
            }
        }
    }

    @Test(arguments: ["\0", "a\0b", "\u{1b}[2J", "\u{fffe}", "\u{ffff}", "\u{8}"])
    func whatXMLCannotHoldIsRefused(_ text: String) throws {
        let error = #expect(throws: StraitError.self) {
            try XML.encode(XMLElement("r", [:], [XMLElement("t", text: text)]))
        }
        #expect(
            error?.kind == .request && error?.message.hasPrefix("the text of <t> has the character U+00") == true
                || error?.message.hasPrefix("the text of <t> has the character U+FFF") == true)
        #expect(throws: StraitError.self) { try XML.text(XMLElement("r", ["a": text])) }
    }

    @Test(arguments: ["", "a b", "<", "1a", "a\0", "a:b:c", "é\u{1b}"]) func aNameHasToBeOne(_ name: String) {
        #expect(throws: StraitError.self) { try XML.text(XMLElement(name)) }
        #expect(throws: StraitError.self) { try XML.text(XMLElement("r", [name: "v"])) }
    }

    /// Each allocation of the library's fails once: what comes of it is an error or the whole document, never a part of one.
    @Test func memoryThatIsUsedUpIsAnError() throws {
        let setup = xmlMemSetup(
            free, { Allocations.mayGo() ? malloc($0) : nil }, { Allocations.mayGo() ? realloc($0, $1) : nil },
            { text in text.flatMap { Allocations.mayGo() ? strdup($0) : nil } })
        defer { xmlMemSetup(free, malloc, realloc, { text in text.flatMap { strdup($0) } }) }
        try #require(setup == 0)
        var errors = 0
        for count in 0... {
            Allocations.fail(after: count)
            let written = Result { try XML.encode(Self.sample) }
            if Allocations.stop() { break }
            switch written {
            case .success(let document): #expect(try XMLElement(parsing: document) == Self.sample, "\(count)")
            case .failure(let error):
                #expect((error as? StraitError)?.kind == .infrastructure, "\(count)")
                errors += 1
            }
        }
        #expect(errors > 20)
    }

    @Test func aBrokenDocumentIsNotRead() {
        for text in ["", "<a><b></a>", "<a>", "<a b='&x'/>", "<a/><b/>"] {
            #expect(throws: StraitError.self, "\(text)") { try XMLElement(parsing: text.utf8) }
        }
    }
}

/// Which allocation of this thread fails.
private enum Allocations {
    nonisolated(unsafe) private static var left = -1
    nonisolated(unsafe) private static var thread = pthread_self()

    static func fail(after count: Int) { (left, thread) = (count, pthread_self()) }

    /// Whether none has failed; from now on none does.
    static func stop() -> Bool {
        defer { left = -1 }
        return left >= 0
    }

    static func mayGo() -> Bool {
        guard left >= 0, pthread_equal(thread, pthread_self()) != 0 else { return true }
        left -= 1
        return left >= 0
    }
}

// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import StraitReport

@Suite struct EscapingTests {
    /// A quotation mark with a combining mark is one grapheme cluster and still a quotation mark to a browser.
    @Test(arguments: [
        ("<a>", "&lt;a&gt;"), ("\"'&", "&quot;&#39;&amp;"), ("\"\u{301}", "&quot;\u{301}"),
        ("<\u{20e3}", "&lt;\u{20e3}"),
        ("\u{600}\"", "\u{600}&quot;"), ("é", "é"),
    ])
    func escapingGoesByCodePoints(text: String, expected: String) {
        #expect(Array(ScalarHTML().escapeText(text).utf8) == Array(expected.utf8))
    }

    @Test func everyTemplateEscapesThatWay() {
        for (name, source) in Templates.sources {
            #expect(source.hasPrefix("{{% CONTENT_TYPE:\(ScalarHTML.name)}}"), "\(name)")
        }
    }

    /// What stands there as it is, without escaping, is the page's own.
    @Test func onlyTheStyleAndTheScriptAreNotEscaped() {
        let raw = Templates.sources.values.flatMap {
            $0.matches(of: /\{\{\{(\w+)\}\}\}|\{\{&/).map { String($0.output.1 ?? "&") }
        }
        #expect(raw.sorted() == ["script", "style", "style"], "the style twice: the index has it too")
    }
}

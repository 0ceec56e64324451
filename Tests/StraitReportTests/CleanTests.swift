// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import StraitReport

@Suite struct CleanTests {
    @Test func severalLinesKeepTheirEndsAndTheCallersColours() {
        let (red, plain) = ("\u{1b}[31m", "\u{1b}[0m")
        let text = "a\u{1b}[2Jb\n\(red)c\u{9b}H\(plain)d\u{1b}[8me\n"
        #expect(Clean.text(text, keeping: [red, plain]) == "ab\n\(red)c\(plain)de\n")
        #expect(Clean.text(text) == "ab\ncde\n")
        #expect(Clean.text("") == "" && Clean.text("\n\n") == "\n\n")
    }

    @Test(arguments: [
        ("plain text, as it is", "plain text, as it is"),
        ("Grüße, 世界, ✓", "Grüße, 世界, ✓"),
        ("\u{1b}[31mred\u{1b}[0m", "red"),
        ("\u{1b}]0;title\u{07}after", "after"),
        ("\u{1b}]8;;http://x\u{1b}\\link", "link"),
        ("\u{9b}2Jcleared", "cleared"),
        ("\u{1b}(Bcharset", "charset"),
        ("cut \u{1b}[", "cut "),
        ("nul\0bell\u{07}del\u{7f}", "nul␀bell␇del␡"),
        ("a\tb\rc\nd", "a b c d"),
        ("\u{202e}desrever\u{2066}", "\u{fffd}desrever\u{fffd}"),
        ("zero\u{200b}width\u{feff}", "zero\u{fffd}width\u{fffd}"),
        ("line\u{2028}break", "line\u{fffd}break"),
        ("x\u{300}\u{301}\u{302}\u{303}\u{304}", "x\u{300}\u{301}"),
        ("private\u{e000}", "private\u{fffd}"),
    ])
    func aLineIsHarmless(text: String, expected: String) {
        #expect(Clean.line(text) == expected)
        #expect(Clean.line(Clean.line(text)) == expected, "clean text stays as it is")
    }

    @Test func aLongLineIsCutWithANote() {
        #expect(Clean.line(String(repeating: "é", count: 12), limit: 10) == "éééééééééé … (2 more characters)")
    }

    @Test func brokenUTF8AndLineEnds() {
        let bytes: [UInt8] = Array("one\r\n".utf8) + [0xff, 0xfe, 0x41] + Array("\r\r\n\nlast".utf8)
        #expect(Clean.lines(bytes) == ["one", "\u{fffd}\u{fffd}A", "", "last"])
    }

    @Test func anUnfinishedSequenceSwallowsLittle() {
        let text = "\u{1b}]" + String(repeating: "x", count: 1000)
        #expect(Clean.line(text).utf8.count > 700)
    }

    /// What a guest says is the same to a program that reads it, and nothing to the terminal that shows it.
    @Test func jsonDoesNothingToATerminal() throws {
        let said = ["a\u{9b}2Jb\u{7f}", "\u{202e}c\u{2028}\u{e0001}", "é😀\n\u{1b}"]
        let text = Clean.json(String(decoding: try JSONEncoder().encode(said), as: UTF8.self))
        #expect(text.unicodeScalars.allSatisfy { !$0.properties.isBidiControl && !(0x7f...0x9f).contains($0.value) })
        #expect(text.contains(#"a\u009b2Jb\u007f"#) && text.contains("é😀"))
        #expect(try JSONDecoder().decode([String].self, from: Data(text.utf8)) == said)
    }
}

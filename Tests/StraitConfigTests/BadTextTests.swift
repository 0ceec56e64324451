// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import StraitConfig

@Suite("What a user reads of a file that is no configuration at all")
struct BadTextTests {
    @Test(arguments: [
        ("", "t.yaml:1: the file is empty; a configuration has at least name, kernels and matrix"),
        ("# nothing\n", "t.yaml:1: the file is empty; a configuration has at least name, kernels and matrix"),
        ("a", "t.yaml:1: \"a\" where a map with name, kernels and matrix belongs"),
        ("- a\n- b\n", "t.yaml:1: a list where a map with name, kernels and matrix belongs"),
        ("name: t\n\tkernels: {}\n", "t.yaml:2: not YAML, at column 1: a tab; YAML is indented with spaces"),
        (
            "name: t\nkernels: { a: b\n",
            "t.yaml:3: not YAML, at column 1: the map that begins on line 2 lacks a comma here or its \"}\""
        ),
        (
            "name: t\nmatrix: [a, b\nx: y\n",
            "t.yaml:3: not YAML, at column 2: the list that begins on line 2 lacks a comma here or its \"]\""
        ),
        ("name: \"t\nkernels: {}\n", "t.yaml:3: not YAML, at column 1: the quotes that begin on line 1 are not closed"),
        (
            "name: t: u\n",
            "t.yaml:1: not YAML, at column 8: a second \"key: value\" on one line; check the indentation, or put text that has "
                + "\": \" in it in quotes"
        ),
        ("name: @t\n", "t.yaml:1: not YAML, at column 7: nothing can begin with \"@\"; put the text in quotes"),
        ("name: *t\n", "t.yaml:1: not YAML, at column 7: an alias (*name) without the anchor (&name) before it"),
        (
            "name: t\n  kernels: {}\n",
            "t.yaml:2: not YAML, at column 10: a second \"key: value\" on one line; check the indentation, or put text that has "
                + "\": \" in it in quotes"
        ),
        ("name: t\n---\nname: u\n", "t.yaml:2: not YAML, at column 1: a second document (---); a configuration is one"),
        ("name: t\u{0}\n", "t.yaml:1: a control character (U+0000): this is not a text file"),
        ("name: t\nx: \u{FFFD}\n", "t.yaml:2: text that is not UTF-8"),
        ("x: \u{10FFFD}0\n", "t.yaml:1: U+10FFFD, a character reserved for strait"),
    ])
    func text(_ text: String, _ expected: String) {
        #expect(complaints(text) == expected)
    }

    @Test("a byte-order mark is no part of the text", arguments: ["name", "nam"])
    func byteOrderMark(_ key: String) {
        let text = "\(key): t\nkernels: { k: debian:sid }\nmatrix: [{ arch: x86_64 }]\n"
        #expect(complaints("\u{FEFF}" + text) == complaints(text))
        #expect((complaints(text) == nil) == (key == "name"))
        #expect(complaints("a: \u{FEFF}") != nil, "elsewhere it is text like any other")
    }

    @Test("a file too large is not read")
    func large() {
        let text = String(repeating: "# 10 MB of comments\n", count: 500_000)
        #expect(complaints(text) == "t.yaml: the file has 10000000 bytes; a configuration has at most 1048576")
    }

    @Test("aliases do not multiply beyond bounds", arguments: ["- x: ", "- ? "])
    func laughs(_ prefix: String) throws {
        let levels = (1...9).map {
            "\(prefix)&a\($0) [\(repeatElement("*a\($0 - 1)", count: 3).joined(separator: ", "))]"
        }
        let text = "- &a0 [a, b, c, d, e, f]\n" + levels.joined(separator: "\n")
        let said = try #require(complaints(text))
        #expect(said.contains("do aliases multiply here?") || said.contains("has to be a word"))
        let more = text + "\n- [" + repeatElement("*a1", count: 9).joined(separator: ", ") + "]\n"
        #expect(complaints(more) == "t.yaml: more than 32 aliases (*name); write a list or defaults instead")
    }

    @Test("deep nesting is refused, not followed", arguments: ["[", "- ", "{a: ", "? "])
    func deep(_ opening: String) throws {
        for depth in [20, 900, 100_000] {
            #expect(complaints("name: " + String(repeating: opening, count: depth)) != nil)
            #expect(complaints(String(repeating: opening, count: depth)) != nil)
        }
    }

    @Test("no slip of the keyboard makes it stop, or leaves it without a sentence")
    func slips() throws {
        let right = Array(try shipped("smoke.yaml").unicodeScalars)
        let keys = Array("{}[]:,-#&*!|>'\"%@`?<~\n\t 09aZ\u{85}\u{2028}é".unicodeScalars)
        var random = Generator(state: 20_260_101)
        for _ in 0..<1_000 {
            var text = right
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0..<text.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: text.insert(keys.randomElement(using: &random) ?? "?", at: place)
                case 1: text[place] = keys.randomElement(using: &random) ?? "?"
                default: text.removeSubrange(place..<min(place + Int.random(in: 1...30, using: &random), text.count))
                }
            }
            var view = String.UnicodeScalarView()
            view.append(contentsOf: text)
            if let said = complaints(String(view)) {
                #expect(said.split(separator: "\n").allSatisfy { $0.hasPrefix("t.yaml:") && $0.count > 20 }, "\(said)")
            }
        }
    }

    @Test("a long file is read in a moment")
    func manyRows() throws {
        let rows = String(repeating: "  - { arch: x86_64 }\n", count: 5_000)
        let text = "name: t\nkernels: { k: debian:sid }\nmatrix:\n" + rows
        #expect(try Configuration.parse(text: text, file: "t.yaml").matrix().cells.count == 1)
        let doubled = "name: t\n" + String(repeating: "x: 1\n", count: 5_000)
        #expect(complaints(doubled)?.hasPrefix("t.yaml:") == true)
    }
}

/// The same slips in every run.
private struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ (state >> 33)
    }
}

// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel
import Testing

@testable import StraitReport

/// Whatever a guest says, the page has the same elements and attributes as if it had said nothing of note.
@Suite struct HostileTests {
    static let texts = [
        "</script><img src=x onerror=alert(1)>", "\" onmouseover=\"alert(1)", "' autofocus onfocus='alert(1)",
        "\"\u{301} onmouseover=\"\u{301}alert(1)", "\u{600}\" onclick=alert(1) x=\u{600}\"",
        "</pre></details><script>alert(1)</script>",
        "<!--", "]]>", "{{{script}}}{{/cells}}", "javascript:alert(1)", "\u{1b}]8;;http://evil\u{07}", "a\0b",
        "\u{202e}txt",
        "</style><style>*{display:none}", "&lt;&#60;", "../../../etc/passwd", String(repeating: "A", count: 1900),
    ]

    @Test(arguments: texts)
    func structureStaysTheSame(text: String) {
        #expect(Self.skeleton(Report.html(Self.input(text + " and more"))) == Self.plain)
    }

    private static let plain = skeleton(Report.html(input("harmless")))

    @Test func theTerminalGetsNoSequenceOfTheGuests() {
        for text in Self.texts {
            let summary = Summary.text(Self.input("\u{1b}[2J" + text))
            #expect(!summary.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || $0 == "\u{202e}" })
        }
    }

    @Test func aConsoleOfAHundredMegabytesIsCutWithANote() throws {
        var bytes = [UInt8](repeating: UInt8(ascii: "\n"), count: 100 << 20)
        for index in stride(from: 0, to: bytes.count, by: 7) {
            bytes[index] = UInt8(truncatingIfNeeded: index &* 2_654_435_761)
        }
        let excerpt = try #require(ConsoleExcerpt(bytes, total: bytes.count, reports: []))
        #expect(excerpt.pieces.reduce(0) { $0 + $1.lines.count } <= 60)
        #expect(excerpt.note == "The first 99 MiB of the console are not looked at here.")
    }

    /// A guest names its layout itself, and a control's cause is the guest's too.
    @Test(arguments: texts)
    func layoutsAndControlsStayTheSame(text: String) {
        #expect(Self.skeleton(Report.html(Self.distrusted(text))) == Self.plainlyDistrusted)
    }

    private static let plainlyDistrusted = skeleton(Report.html(distrusted("x")))

    private static func distrusted(_ text: String) -> ReportInput {
        var input = Samples.judged(controls: true)
        for index in input.results.cells.indices where input.results.cells[index].cause != nil {
            input.results.cells[index].cause = "\(text) and more"
        }
        let last = input.results.cells.count - 1
        (input.results.cells[last].rung, input.results.cells[last].errno) = (.host, Errno(text) ?? .erange)
        return input
    }

    @Test func aLinkToAFileStaysBelowTheRun() {
        #expect(Links.file("", "cells", "..", "javascript:x") == "./cells/_/javascript%3Ax")
        #expect(Links.file("", "cells", "a b", "<&\">?#%") == "./cells/a%20b/%3C%26%22%3E%3F%23%25")
        #expect(Links.file("r/", "cells", "a/../b") == "r/cells/a%2F..%2Fb")
    }

    /// Elements with the names of their attributes, in order: what escaping has to keep.
    static func skeleton(_ page: [UInt8]) -> [String] {
        let style = Array(Templates.style.utf8).count
        var tags: [String] = []
        var rest = page[...]
        while let start = rest.firstIndex(of: UInt8(ascii: "<")),
            let end = rest[start...].firstIndex(of: UInt8(ascii: ">"))
        {
            var quoted = false
            let tag = rest[start...end].filter { byte in
                if byte == UInt8(ascii: "\"") { quoted.toggle() }
                return !quoted
            }
            tags.append(String(decoding: tag, as: UTF8.self))
            // The page's own style and script are no markup.
            rest = rest[(end + (tags.last == "<style>" ? style : 0))...].dropFirst()
            if tags.last == "<script>" { break }
        }
        return tags
    }

    /// A run in which a text stands wherever a guest or a configuration can put one.
    static func input(_ text: String) -> ReportInput {
        var input = Samples.moved { plant(text, in: &$0) }
        let console = Array("first\n\(text)\nlast".utf8)
        input.evidence = { _ in
            CellEvidence(
                console: console, iomem: [MemoryRange(depth: 0, start: Address(0), end: Address(1 << 31), name: text)],
                arguments: text, files: [.init(name: text, bytes: 1)])
        }
        return input
    }

    private static func plant(_ text: String, in input: inout ReportInput) {
        input.fullCells = 12
        input.record.name = text
        input.record.configuration = text
        input.record.host.name = text
        input.record.tools = ["qemu": text]
        input.record.since = text
        input.record.images[0].version = text
        input.record.images[0].passedOver = [text]
        input.record.images[0].patches = [AppliedPatch(name: text, sha256: text)]
        input.problems = [text]
        for index in input.results.cells.indices {
            var cell = input.results.cells[index]
            cell.kernel.release = text
            cell.reproduction = text
            cell.effective["cpu"] = .text(text)
            if cell.cause != nil { cell.cause = text }
            if cell.errno != nil { cell.errno = Errno(text) ?? .erange }
            cell.notes = [text]
            cell.expectation = CellExpectation([.passed], errno: Errno(text), note: text, link: text)
            cell.verdict = CellVerdict.of(cell.answer, expected: cell.expectation)
            cell.reports = cell.reports.map {
                KernelReport(
                    kind: $0.kind, title: text, rung: $0.rung, lines: $0.lines.map { _ in text }, fingerprint: text)
            }
            if let tests = cell.suites.first?.tests, tests.contains(where: { $0.status == .fail }) {
                cell.suites = [
                    .hmmTests(
                        planned: 99,
                        tests: tests.map {
                            SelftestResult(name: "hmm.\(text)", status: $0.status, detail: String(text.prefix(150)))
                        })
                ]
            }
            input.results.cells[index] = cell
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel
import StraitSystem
import Testing

@testable import StraitReport

/// What is said of the lines that ran.
@Suite struct CoverageTests {
    private static let hunks = "@@ -1,2 +1,6 @@\n a\n+one;\n+two;\n+three;\n+four;\n b\n"

    static func lines(
        _ counts: [(Architecture, [Int], [UInt64])], path: String = "mm/a.c", function: String = "f",
        text: String = "one;"
    ) -> KernelLines {
        let file = CoverageFile(
            path: path, before: "old", after: "new", hunks: hunks.replacing("one;", with: text))
        let images = Set(counts.map(\.0)).sorted().map { architecture in
            GuestImage(
                architecture: architecture, kernel: "candidate",
                source: KernelSource(scheme: "tree", reference: "/linux"),
                release: "7.3.4", version: "v", kernelPath: "/k", initramfsPath: "/i", kernelSHA256: "k",
                initramfsSHA256: "i",
                facts: KernelFacts(options: [:], pageSizeKiB: 4, interface: "range", contents: []),
                coverage: KernelCoverage(files: [file], sources: [path]))
        }
        return KernelLines(
            kernel: "candidate", images: images,
            cells: counts.map { architecture, lines, counts in
                let file = CellCoverage.File(
                    path: path, lines: lines, counts: [counts, counts],
                    functions: [CellCoverage.Function(name: function, first: 1, last: 9)])
                return (architecture, CellCoverage(readings: ["probe", "log"], files: [file]))
            })
    }

    private static let sample = lines([
        (.x86_64, [1, 2, 3, 4, 5], [1, 7, 1, 0, 0]), (.ppc64le, [1, 2, 3, 4], [1, 7, 0, 0]),
    ])

    @Test func theTerminalSaysWhatRanAndWhatNeverDid() {
        #expect(
            CoverageText.text(Self.sample, width: 100) == """
                candidate: Of 4 changed lines that can run, 2 did on x86_64, 1 of 3 on ppc64le.
                  mm/a.c  x86_64 2/4  ppc64le 1/3
                By suite: probe 2
                Never:
                  mm/a.c:4-5 (f)
                Not on ppc64le:
                  mm/a.c:3 (f)

                """)
    }

    @Test func theMailIsTwoLines() {
        #expect(
            CoverageMail.lines([Self.sample]) == [
                "Of 4 changed lines that can run, 2 did on x86_64, 1 of 3 on ppc64le; never:", "  mm/a.c:4-5 (f)",
            ])
        let all = Self.lines([(.x86_64, [2], [1])])
        #expect(CoverageMail.lines([all]) == ["Of 1 changed line that can run, 1 did on x86_64."])
        // Nothing that would look like a measurement.
        #expect(CoverageMail.lines([Self.lines([])]).isEmpty)
    }

    @Test func nothingIsSaidWhereNothingIsKnown() {
        #expect(CoverageWords.sentence(Self.lines([])) == "No patch changes this kernel: it has no changed lines.")
        #expect(
            CoverageWords.sentence(Self.lines([(.x86_64, [1], [1])]))
                == "No changed line can run, as far as the objects that count show.")
    }

    /// A series over headers alone counts nothing, and that is not "nothing ran".
    @Test func aKernelInWhichNothingCountsSaysSo() {
        var header = Self.lines([(.x86_64, [2], [0])])
        (header.counts, header.architectures) = (false, [])
        #expect(CoverageWords.sentence(header).hasPrefix("Nothing counts: no patch touches a C file"))
        header.counts = true
        #expect(CoverageWords.sentence(header) == "No guest told which of the changed lines ran.")
        #expect(CoverageMail.lines([header]).isEmpty)
    }

    @Test func callsHaveALineEach() {
        let calls = [
            CellCoverage.Calls(name: "memremap_pages", count: 12), CellCoverage.Calls(name: "never", count: 0),
            CellCoverage.Calls(name: "once", count: 1), CellCoverage.Calls(name: "gone", unseen: "it is inlined"),
        ]
        let found = KernelCalls(
            kernel: "k", names: calls.map(\.name),
            cells: [(.x86_64, CellCoverage(readings: [], files: [], calls: calls))])
        #expect(
            CoverageText.text(found) == """
                k: Of 4 functions, 2 were called on x86_64.
                  memremap_pages: 12 times on x86_64
                  never: never on x86_64
                  once: once on x86_64
                  gone: not seen on x86_64 (it is inlined)

                """)
    }

    @Test func aTracefileHasASectionForEachArchitecture() {
        #expect(
            Lcov.text(Self.sample) == """
                TN:x86_64
                SF:mm/a.c
                FN:1,f
                FNDA:1,f
                FNF:1
                FNH:1
                DA:1,1
                DA:2,7
                DA:3,1
                DA:4,0
                DA:5,0
                LF:5
                LH:3
                end_of_record
                TN:ppc64le
                SF:mm/a.c
                FN:1,f
                FNDA:1,f
                FNF:1
                FNH:1
                DA:1,1
                DA:2,7
                DA:3,0
                DA:4,0
                LF:4
                LH:2
                end_of_record

                """)
    }

    @Test func programsGetEveryLine() throws {
        let text = try JSON.text(CoverageDocument(run: "r", [(lines: Self.sample, lost: nil)]))
        #expect(text.contains("\"schema\" : \"strait.changed-lines/1\"") && text.contains("\"changedLines\" : 4"))
        #expect(text.contains("\"x86_64\" : 7"))
    }

    private func page(_ lines: KernelLines) -> String {
        var input = Samples.smoke()
        input.coverage = [lines]
        return String(decoding: Report.html(input), as: UTF8.self)
    }

    @Test func thePageShowsTheDiffWithWhatRan() {
        let page = page(Self.sample)
        #expect(page.contains("<a href=\"#coverage\">Changed lines</a>"))
        #expect(page.contains("✗ never") && page.contains("✓ 7<br><small>probe</small>"))
        #expect(page.contains("2 of 4 on x86_64, 1 of 3 on ppc64le"))
        // Two columns beside those of the architectures; tabs stay indentation.
        #expect(page.contains("<tr class=\"hunk\"><td colspan=\"4\">line 1</td></tr>"))
        #expect(self.page(Self.lines([(.x86_64, [2], [1])], text: "\tone;")).contains("<code>+         one;</code>"))
        #expect(!self.page(Self.lines([])).contains("id=\"coverage\""))
    }

    /// A patch's text and a function's name come from somebody else.
    @Test(arguments: HostileTests.texts)
    func thePageStaysWhole(_ text: String) {
        let line = text.replacing("\n", with: " ")
        func shown(_ text: String) -> KernelLines {
            Self.lines([(.x86_64, [2, 3], [0, 1])], path: "mm/\(text).c", function: text, text: text)
        }
        #expect(
            HostileTests.skeleton(Array(page(shown(line)).utf8)) == HostileTests.skeleton(Array(page(shown("x")).utf8)))
    }
}

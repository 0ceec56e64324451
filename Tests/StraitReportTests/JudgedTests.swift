// SPDX-License-Identifier: Apache-2.0

import StraitModel
import Testing

@testable import StraitAnalysis
@testable import StraitReport

/// A run with expectations: what is news, what is known, and what says nothing.
@Suite struct JudgedTests {
    private let page = String(decoding: Report.html(Samples.judged()), as: UTF8.self)

    @Test func theSentenceAndTheFiguresGoByWhatWasExpected() {
        #expect(page.contains("<p class=\"summary\">8 of 24 cells are not as expected: 2 regressions and 6 fixed.</p>"))
        for (colour, count, text) in [
            ("expected", 15, "<i aria-hidden=\"true\">=</i> as expected"),
            ("failed news", 2, "<i aria-hidden=\"true\">▼</i> regressions"),
            ("zero", 0, "<i aria-hidden=\"true\">◆</i> new"), ("passed news", 6, "<i aria-hidden=\"true\">▲</i> fixed"),
            ("zero", 0, "<i aria-hidden=\"true\">≈</i> flaky"),
            ("invalid", 1, "<i aria-hidden=\"true\">?</i> no verdict"),
        ] {
            #expect(page.contains("<li class=\"\(colour)\"><b>\(count)</b> \(text)</li>"), "\(text)")
        }
        #expect(page.contains("Expected is what the configuration says of a cell."))
    }

    @Test func theRunThatItWasHeldAgainstIsNamed() {
        var input = Samples.judged()
        input.record.since = "judged-20261122T001500Z"
        #expect(
            String(decoding: Report.html(input), as: UTF8.self).contains("ended in the run judged-20261122T001500Z."))
        #expect(Summary.text(input, width: 200).contains("Against the run judged-20261122T001500Z."))
    }

    /// A second run of one name without rules: it is held against the first, and nothing says what was expected.
    @Test func withoutRulesNothingIsAsExpected() {
        var input = Samples.judged()
        input.record.since = "judged-20261122T001500Z"
        for index in input.results.cells.indices where input.results.cells[index].control == nil {
            input.results.cells[index].expectation = nil
            let verdict = input.results.cells[index].verdict
            input.results.cells[index].verdict = verdict == .asExpected ? .asBefore : verdict
        }
        let page = String(decoding: Report.html(input), as: UTF8.self)
        let text = Summary.text(input, width: 200)
        #expect(text.contains("8 of 24 cells are not as before: 2 regressions and 6 fixed."))
        #expect(
            page.contains("The configuration has no rules: the verdicts are against the run judged-20261122T001500Z."))
        #expect(page.contains("<h3>Not as before</h3>") && page.contains("<h3>As before</h3>"))
        for line in page.split(separator: "\n") + text.split(separator: "\n") where line.contains("expected") {
            #expect(!line.contains("as expected") && !line.contains("Expected is"), "\(line)")
        }
    }

    @Test func reasonsThatAreNewsComeFirstAndWhatIsKnownLast() {
        let findings = Finding.all(RunCells(Samples.judged()).asked)
        #expect(findings.map(\.priority) == [.unexpected, .unexpected, .open, .known])
        #expect(findings.map(\.verdict) == [.regression, .fixed, nil, .asExpected])
        #expect(findings.map(\.cells.count) == [2, 6, 1, 6])
        #expect(findings[1].expectations.map(\.note) == ["too narrow"])
        let heads = ["<h3>Not as expected</h3>", "<h3>No verdict</h3>", "<h3>Known: as expected</h3>"]
        let places = heads.compactMap { page.range(of: $0)?.lowerBound }
        #expect(places.count == 3 && places == places.sorted())
    }

    @Test func aSquareSaysWhetherItWasExpected() {
        func square(_ id: String) -> Substring? {
            page.split(separator: "<a class=\"").first { $0.contains("href=\"#\(id)\"") && $0.hasPrefix("sq") }?
                .split(separator: "</a>").first
        }
        let known = square("x86_64,stock,physBits-32,kaslr-off")
        #expect(known?.hasPrefix("sq failed known\"") == true)
        #expect(known?.contains("<small>as expected</small><small>reserve ERANGE</small>") == true)
        let fixed = square("x86_64,stock,physBits-36,kaslr-off")
        #expect(fixed?.hasPrefix("sq passed news\"") == true)
        #expect(fixed?.contains("data-v=\"fixed\"") == true)
        #expect(fixed?.contains("<small>▲ fixed</small>") == true)
        #expect(square("x86_64,stock,physBits-46,kaslr-off")?.hasPrefix("sq passed\"") == true)
    }

    @Test func anExpectationIsAnyones() {
        #expect(
            page.contains(
                "expected failed at reserve (ERANGE): no &lt;hole&gt; (<a href=\"https://example.org/1?a=b\" rel="))
        #expect(page.contains("expected failed: too narrow (javascript:alert(1))"))
        #expect(!page.contains("href=\"javascript"))
    }

    @Test(arguments: [
        ("https://example.org/a?b=c#d", true), ("HTTP://x", true), ("https://", false), ("javascript:alert(1)", false),
        ("data:text/html,x", false), (" https://x", false), ("https://x y", false), ("https://x\"onclick=", false),
        ("https://x\u{202e}", false), ("//x", false), ("https://x\n", false), ("file:///etc/passwd", false),
        ("https://" + String(repeating: "x", count: 3000), false),
    ])
    func onlyPlainAddressesAreFollowed(text: String, isLink: Bool) { #expect((Links.outside(text) != nil) == isLink) }

    @Test func reportsOfOneKindAreOneReason() {
        var input = Samples.judged()
        for (index, process) in [(18, "strait-guest/141"), (19, "kworker/0:1")] {
            input.results.cells[index].outcome = .crashed
            input.results.cells[index].verdict = .new
            input.results.cells[index].reports = [
                KernelReport(
                    kind: .warning,
                    title:
                        "WARNING: arch/powerpc/mm/book3s64/hash_pgtable.c:138 at hash__vmemmap_remove_mapping+0x58/0x70, CPU#0: \(process)",
                    rung: .unload, lines: [], fingerprint: "warning-1")
            ]
        }
        let crashes = Finding.all(RunCells(input).asked).filter { $0.outcome == .crashed }
        #expect(crashes.map(\.cells.count) == [2])
        #expect(crashes.first?.title == "WARNING in hash__vmemmap_remove_mapping")
    }

    /// Each thing that went wrong is told, whichever of them decided the outcome; and a report once, with all that is the same.
    @Test func aReportHidesNoRefusalAndIsSaidOnce() throws {
        var input = Samples.judged()
        func report(_ kind: KernelReport.Kind, _ place: Int, _ test: String, _ trace: String) -> KernelReport {
            KernelReport(
                kind: kind, title: "\(kind.rawValue.uppercased()): at \(trace)+0x1/0x2", rung: .selftests,
                lines: ["Call Trace:", " \(trace)+0x1/0x2", " ioctl+0x\(place)/0x9"], fingerprint: "\(kind.rawValue)-1",
                during: test, function: trace, count: 11, order: place)
        }
        for index in 18..<24 {
            input.results.cells[index].outcome = .crashed
            input.results.cells[index].verdict = .new
            input.results.cells[index].reports = [report(.warning, 1, "hmm.\(index % 2)", "remove_migration_pmd")]
        }
        // What the results of a strait list that did not sort them.
        input.results.cells[19].reports.append(report(.oops, 2, "hmm.x", "f"))
        input.results.cells[20].reports[0].lines[1] = " another+0x1/0x2"
        let findings = Finding.all(RunCells(input).asked).filter { $0.priority == .unexpected && $0.question != nil }
        #expect(findings.map(\.title) == ["OOPS in f", "WARNING in remove_migration_pmd", "reserve ERANGE"])
        #expect(
            findings.map(\.cells.count) == [1, 6, 2], "the worst kind first, and the two sizes that are refused besides"
        )
        guard case .report(let group) = findings[1].subject else { throw Unexpected() }
        #expect(group.count == 66 && group.during == ["hmm.0", "hmm.1"] && group.rungs == [.selftests])
        #expect(group.otherTraces == [input.results.cells[20].id])
        #expect(findings[1].explanation == "66 times in 6 cells, during hmm.0, hmm.1. The first report in time.")
        #expect(findings[0].explanation == "11 times, during hmm.x.")
        #expect(Summary.text(input, width: 200).contains("! warning         WARNING in remove_migration_pmd (6 cells"))
    }

    private struct Unexpected: Error {}

    @Test(arguments: [
        (
            "BUG: kernel NULL pointer dereference, address: 10", ["RIP: 0010:zone_device_page_init+0x2d/0x90"],
            "BUG: kernel NULL pointer dereference in zone_device_page_init"
        ),
        ("Internal error: Oops: 96000004", ["pc : f_arm+0x1/0x2"], "Internal error: Oops: 96000004"),
        ("Oops: general protection fault", ["pc : f_arm+0x1/0x2"], "Oops in f_arm"),
        ("Kernel panic - not syncing: VFS", [], "Kernel panic - not syncing: VFS"),
        ("", ["+0x", "a+0x"], ""),
    ])
    func aReportInAFewWords(title: String, lines: [String], expected: String) {
        let report = KernelReport(kind: .oops, title: title, rung: nil, lines: lines, fingerprint: "")
        #expect(ReportTitle.short(report) == expected)
    }
}

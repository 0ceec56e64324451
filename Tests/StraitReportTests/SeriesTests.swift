// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import Testing

@testable import StraitAnalysis
@testable import StraitReport

/// A series patch by patch: which patch changes which answer, on which architecture.
struct SeriesTests {
    private static let architectures: [Architecture] = [.x86_64, .aarch64]

    private static func record(_ count: Int) -> SeriesRecord {
        var record = SeriesRecord(
            name: "t", kernel: "candidate", started: "2026-11-23T00:00:00Z", configuration: "", arguments: [],
            architectures: architectures,
            patches: (1...count).map {
                AppliedPatch(
                    name: "[PATCH v2 \($0)/\(count)] mm: part \($0)", sha256: "\($0)", number: $0, count: count,
                    subject: "mm: part \($0)", author: "A <a@example.org>")
            })
        record.finished = "2026-11-23T01:00:00Z"
        record.steps = (0...count).map { number in
            SeriesStep(
                number: number, builds: architectures.map { SeriesStep.Build(architecture: $0) },
                run: "steps/\(number)",
                seconds: 60)
        }
        return record
    }

    private static func run(_ change: (inout CellResult) -> Void = { _ in }) -> SeriesView.Run {
        let cells = architectures.map { architecture in
            architecture == .x86_64
                ? Samples.cell(.x86_64, ["physBits": .integer(36)], kernel: "candidate")
                : Samples.cell(.aarch64, ["cpu": .text("max")], kernel: "candidate")
        }
        var results = cells.map(SampleSeries.passed)
        for index in results.indices { change(&results[index]) }
        return (Samples.record(cells), results)
    }

    /// Patch 2 lets x86_64 initialize, patch 3 warns on both, patch 4 has a new compiler warning and does not compile for aarch64, and
    /// patch 5 does, without the WARNING.
    private static var series: SeriesView {
        var record = record(5)
        record.steps[4].builds[0].warnings = [CompilerWarning(file: "mm/a.c", text: "unused variable 'x'")]
        record.steps[4].builds[1].error = "the kernel does not build: mm/a.c:7: error: no"
        record.steps[5].builds[0].warnings = record.steps[4].builds[0].warnings
        func refused(_ result: inout CellResult) { if result.arch == .x86_64 { SampleSeries.refuse(&result) } }
        var four = run(SampleSeries.warn)
        four.results.removeAll { $0.arch == .aarch64 }
        four.record.cells.removeAll { $0.architecture == .aarch64 }
        return SeriesView(
            record, runs: [0: run(refused), 1: run(refused), 2: run(), 3: run(SampleSeries.warn), 4: four, 5: run()])
    }

    @Test func theFirstChangeOfEachAnswerIsFound() throws {
        let series = Self.series
        let initialization = try #require(series.firstChange(of: .initialization))
        #expect(initialization.step.number == 2 && initialization.verdict == .fixed)
        #expect(initialization.architectures == [.x86_64])
        #expect(series.changes(of: .log).map(\.step.number) == [3, 5])
        #expect(series.changes(of: .log).map(\.verdict) == [.broke, .fixed])
        #expect(series.changes(of: .log).map(\.architectures) == [[.x86_64, .aarch64], [.x86_64, .aarch64]])
        #expect(series.firstChange(of: .tests) == nil)
        #expect(series.broken.map(\.step.number) == [4] && series.broken[0].architectures == [.aarch64])
        #expect(series.warned.map(\.step.number) == [4], "patch 5 has the same warning")
        #expect(series.verdict == .broke)
    }

    /// What only one of two boots shows is nobody's fault.
    @Test func aChangeThatASecondBootDoesNotShowIsInconclusive() {
        let runs = [0: Self.run(), 1: Self.run(SampleSeries.warn)]
        let series = SeriesView(Self.record(1), runs: runs, again: [1: Self.run()])
        #expect(series.firstChange(of: .log) == nil && series.verdict == .inconclusive)
        #expect(series.steps[1].places[0].undecided == [.log])
        let text = SeriesText(series, width: 100, colour: false).text
        #expect(text.contains("Kernel log: no patch changes it; not decided at 1."))
        #expect(
            text.contains("? x86_64: kernel log: two boots of this step, or of the one before, differ")
                && !text.contains("new in the kernel log"))
        // And what is not there in the step after it need not have been fixed.
        let next = SeriesView(
            Self.record(2), runs: [0: Self.run(), 1: Self.run(SampleSeries.warn), 2: Self.run()],
            again: [1: Self.run(), 2: Self.run()])
        #expect(next.changes(of: .log).isEmpty && next.steps[2].places[0].undecided == [.log])
        let sure = SeriesView(Self.record(1), runs: runs, again: [1: Self.run(SampleSeries.warn)])
        #expect(sure.firstChange(of: .log)?.step.number == 1 && sure.verdict == .broke)
    }

    /// After a step that does not compile the next one is held against the last that ran.
    @Test func whatDoesNotCompileIsPassedOver() {
        let place = Self.series.steps[5].places[1]
        #expect(place.verdict(of: .log) == .fixed)
        #expect(Self.series.steps[4].places[1].comparison == nil)
        #expect(Self.series.steps[0].places.allSatisfy { $0.comparison == nil && $0.newWarnings.isEmpty })
    }

    @Test func theVerdictIsTheWorstOfAllSteps() {
        func verdict(_ runs: [SeriesView.Run], _ change: (inout SeriesRecord) -> Void = { _ in }) -> PairVerdict {
            var record = Self.record(1)
            change(&record)
            return SeriesView(record, runs: Dictionary(uniqueKeysWithValues: runs.enumerated().map { ($0, $1) }))
                .verdict
        }
        func lost(_ result: inout CellResult) {
            result.outcome = .infrastructure
            result = result.answered(WorkloadRequest())
        }
        #expect(verdict([Self.run(), Self.run()]) == .unchanged)
        #expect(verdict([Self.run(SampleSeries.refuse), Self.run()]) == .fixed)
        #expect(verdict([Self.run(), Self.run(SampleSeries.warn)]) == .broke)
        #expect(verdict([Self.run(), Self.run()]) { $0.finished = nil } == .inconclusive)
        #expect(verdict([Self.run()]) { $0.steps[1].refusal = "no" } == .broke)
        #expect(verdict([Self.run(), Self.run(lost)]) == .inconclusive)
    }

    @Test func theTextNamesPatchesSignsAndReasons() {
        let text = SeriesText(Self.series, width: 100, colour: false).text
        for part in [
            "Initialization: first fixed by patch 2 (mm: part 2), on x86_64.",
            "Kernel log: first broken by patch 3 (mm: part 3), on x86_64 and aarch64; later also 5 (fixed).",
            "Tests: no patch changes it.", "patch 4 (mm: part 4) does not compile on aarch64.",
            "patch 4 (mm: part 4) is the first with a new compiler warning, on x86_64.",
            "0      ✓  ✗  ✓  ✓  ✓  ✓  ✓  ✓  without patches", "2      ✓  ✓▲ ✓  ✓  ✓  ✓  ✓  ✓  mm: part 2",
            "4      ✓w ✓  ✓  !  ✗           mm: part 4",
            "aarch64: does not compile: the kernel does not build: mm/a.c:7: error: no",
            "x86_64: new compiler warning: mm/a.c: unused variable 'x'",
            "new in the kernel log: WARNING in remove_migration_pmd",
        ] {
            #expect(text.contains(part), "\(part)\n\(text)")
        }
    }

    @Test func theMailFits() {
        var record = Self.record(40)
        record.finished = nil
        let runs = Dictionary(
            uniqueKeysWithValues: (0...40).map { ($0, $0.isMultiple(of: 2) ? Self.run() : Self.run(SampleSeries.warn)) }
        )
        let lines = SeriesMail(SeriesView(record, runs: runs)).text.split(
            separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count <= ComparisonMail.mostLines + 1, "\(lines.count)")
        #expect(lines.allSatisfy { $0.count <= ComparisonMail.width && $0.utf8.allSatisfy { $0 < 0x80 } })
        let whole = SeriesMail(Self.series).text
        #expect(whole.contains("first fixed by patch 2") && whole.contains("5 patches of the kernel candidate"))
    }

    /// A mail's subject is anybody's.
    @Test func aHostileSubjectIsCleaned() {
        var record = Self.record(1)
        record.patches[0].subject = "mm: \u{1b}[2J\u{202e}\n::error::x"
        let text = SeriesText(SeriesView(record, runs: [0: Self.run(), 1: Self.run()]), width: 80, colour: false).text
        #expect(!text.contains("\u{1b}") && !text.contains("\u{202e}"))
        #expect(!text.split(separator: "\n").contains { $0.hasPrefix("::error") })
    }

    @Test func theDocumentHasEveryStep() throws {
        let data = try JSONEncoder().encode(SeriesDocument(Self.series))
        let document = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        #expect(document["verdict"] as? String == "broke")
        let steps = try #require(document["steps"] as? [[String: Any]])
        #expect(steps.count == 6)
        let places = try #require(steps[4]["architectures"] as? [[String: Any]])
        #expect(places.map { $0["compiles"] as? Bool } == [true, false])
        let firsts = try #require(document["firstChanges"] as? [String: [String: Any]])
        #expect(firsts["initialization"]?["patch"] as? Int == 2 && firsts["tests"] == nil)
    }
}

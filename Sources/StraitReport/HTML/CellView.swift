// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

/// A cell with all its evidence.
struct CellView {
    let cell: ShownCell
    let result: CellResult
    let evidence: CellEvidence
    let base: String
    let kernelIndex: Int
    /// Whether it is shown expanded.
    let isOpen: Bool
    let allowance: Allowance
    /// The kernel reports that the page tells once, for all cells.
    let told: ToldReports

    var view: View {
        let summary: View = [
            "id": cell.id, "outcome": result.outcome.rawValue, "sign": Mark(result.outcome).sign,
            "word": Mark(result.outcome).word, "arch": cell.architecture.rawValue, "kernel": kernelIndex,
            "three": cell.control == nil
                ? ["signs": cell.marks.map(\.view), "words": cell.answerWords] as View : nil,
            "answerKeys": cell.answerKeys,
            "answers": answers,
            "verdict": result.verdict.map { Mark($0).word }, "verdictKey": result.verdict?.rawValue,
            "verdictSign": result.verdict.map { Mark($0).sign }, "news": Priority(cell) == .unexpected ? "news" : nil,
            "expectation": result.expectation.map { ExpectationView.view($0, result.verdict) },
            "unspoken": result.expectation == nil && Priority(cell) == .unexpected,
            "open": isOpen, "note": cell.note, "cause": result.cause, "rung": result.rung.rawValue,
            "errno": result.errno?.name, "time": Words.time(result.phases.total),
            "attempts": result.attempts > 1 ? Words.count(result.attempts, "attempt") : nil,
        ]
        // In the order of importance, because the first ones use up the allowance.
        let reports = self.reports
        let console = ConsoleExcerpt(
            evidence.console, total: evidence.consoleBytes, reports: result.reports,
            marksEnd: result.outcome == .hung || result.outcome == .infrastructure)
        let consoleView = result.outcome == .passed ? nil : console?.view(allowance).with(["open": opensConsole])
        return summary.with([
            "hasCourse": !result.ladder.isEmpty || sizes != nil || !result.suites.isEmpty,
            "facts": FactsView.view(result), "ladder": ladder, "phases": PhasesView.view(result.phases),
            "sizes": sizes,
            "tests": suites,
            "map": AddressMap(evidence.iomem, cell)?.view(cell), "reports": reports,
            "console": consoleView,
            "notes": (result.notes + result.retried.map { "An earlier attempt gave no verdict: \($0)" }),
            "hasNotes": !(result.notes.isEmpty && result.retried.isEmpty), "files": files,
            "hasFiles": !evidence.files.isEmpty,
            "arguments": evidence.arguments, "reproduction": result.reproduction,
            "layout": layout,
        ])
    }

    private var opensConsole: Bool {
        switch result.outcome {
        case .crashed, .hung, .infrastructure, .invalid: true
        case .passed, .failed, .unsupported: false
        }
    }

    private var ladder: View? {
        guard !result.ladder.isEmpty else { return nil }
        let longest = max(0.001, result.ladder.map(\.seconds).filter(\.isFinite).max() ?? 0)
        let reached = Set(result.ladder.map(\.rung))
        let rows = result.ladder.map { rung -> View in
            [
                "rung": rung.rung.rawValue, "outcome": rung.outcome.rawValue,
                "sign": rung.outcome == .unsupported ? "–" : Mark(rung.outcome).sign,
                "word": rung.outcome == .unsupported ? "left out" : Mark(rung.outcome).word, "errno": rung.errno?.name,
                "cause": rung.cause, "time": Words.time(rung.seconds),
                "bar": place(max(1, min(1, max(0, rung.seconds) / longest) * 100)),
            ]
        }
        let rest = Self.notReached(reached).map(\.rawValue)
        return ["rows": rows, "rest": rest.isEmpty ? nil : Words.list(rest)]
    }

    /// The known rungs that were not reached. For a cell with other workloads only those of every ladder count.
    private static func notReached(_ reached: Set<Rung>) -> [Rung] {
        let isOther = !reached.isSubset(of: Rung.known) && reached.isDisjoint(with: Rung.devicePrivateMemory)
        return Rung.known.filter { !reached.contains($0) && !(isOther && Rung.devicePrivateMemory.contains($0)) }
    }

    private var sizes: View? {
        guard !result.deviceMemory.isEmpty || result.capacity != nil else { return nil }
        let rows = result.deviceMemory.map { size -> View in
            [
                "size": Words.size(size.request), "outcome": size.outcome.rawValue, "sign": Mark(size.outcome).sign,
                "word": Mark(size.outcome).word, "rung": size.rung.rawValue, "errno": size.errno?.name,
                "start": size.start?.description ?? "–", "cause": size.cause,
            ]
        }
        let largest = result.capacity.map { capacity in
            "The largest region that the kernel grants: \(Words.size(capacity.largestMiB))"
                + (capacity.start.map { " at \($0)" } ?? "") + "."
        }
        return ["rows": rows, "largest": largest]
    }

    private var suites: [View] {
        result.suites.map { suite in
            let heading = result.suites.count == 1 ? "Selftests" : suite.name
            return SuiteView(suite: suite, heading: heading, allowance: allowance).view
        }
    }

    /// Each of the answers that is not good, with the reason.
    private var answers: View? {
        guard cell.control == nil else { return nil }
        let reasons = AnswerReasons(result)
        let rows = CellQuestion.allCases.compactMap { question -> View? in
            guard let state = cell.state(of: question), state != .good else { return nil }
            return Mark(state, of: question).worded.with([
                "question": question.title, "reason": Clean.line(reasons.reason(question, state), limit: 300),
            ])
        }
        return rows.isEmpty ? nil : ["rows": rows]
    }

    private var reports: View? {
        let reports = result.distinctReports
        guard !reports.isEmpty else { return nil }
        let shown = reports.prefix(8).enumerated().map { index, report -> View in
            // What is the same in all cells is told once.
            let place = told.link(report)
            let (lines, left) = place == nil ? allowance.lines(report.lines, most: 120) : ([], 0)
            return Mark(report.kind).worded.with([
                "title": Clean.line(report.title, limit: 400),
                "times": report.count > 1 ? ReportWords.times(report.count) : nil,
                "during": report.during ?? report.rung?.rawValue, "told": place,
                "open": index == 0, "lines": lines, "hasLines": !lines.isEmpty,
                "more": left > 0 ? Words.count(left, "more line") : nil,
            ])
        }
        let more = reports.count - shown.count
        let first = reports.count > 1 ? reports.firstInTime : nil
        return [
            "list": shown, "count": reports.count, "more": more > 0 ? Words.count(more, "more report") : nil,
            "first": first.flatMap { $0 == reports[0] ? nil : ReportWords.line($0) },
        ]
    }

    private var files: [View] {
        evidence.files.map { file in
            [
                "href": Links.file(base, "cells", cell.id, file.name), "name": file.name,
                "size": Words.bytes(UInt64(max(0, file.bytes))),
            ]
        }
    }

    private var layout: View? {
        guard let layout = result.layout else { return nil }
        let known: [(String, String?)] = [
            ("seed", layout.seed.map(String.init)), ("kernel text", layout.textAddress?.description),
            ("direct map", layout.directMap?.description), ("vmemmap", layout.vmemmap?.description),
            ("limit of device memory", layout.deviceLimit?.description),
        ]
        let rows = known.compactMap { name, value in value.map { ["name": name, "value": $0] as View } }
        return rows.isEmpty ? nil : ["rows": rows]
    }
}

/// Makes the detailed views of cells.
struct CellCards {
    let input: ReportInput
    let kernels: [String: Int]
    /// The number of views, among which the allowance for guests' texts is divided.
    let count: Int
    /// The kernel reports that the page tells once, for all cells.
    let reports: ToldReports

    func view(_ cell: ShownCell, isOpen: Bool) -> View {
        guard let result = cell.result else { return [:] }
        return CellView(
            cell: cell, result: result, evidence: input.evidence(cell.id), base: input.base,
            kernelIndex: kernels[cell.kernel] ?? 0, isOpen: isOpen, allowance: Allowance(cells: count),
            told: reports
        ).view
    }
}

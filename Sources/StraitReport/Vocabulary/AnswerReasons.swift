// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

/// Why a cell has its answer to a question, in one line.
struct AnswerReasons {
    private let result: CellResult
    /// More names than these are counted.
    private static let most = 4

    /// The reasons of a result's answers.
    init(_ result: CellResult) { self.result = result }

    /// The reason for an answer; what is asked and granted needs none, and has an empty one.
    func reason(_ question: CellQuestion, _ state: CellAnswers.State) -> String {
        switch (state, question) {
        case (.good, _): ""
        case (.bad, .initialization): refused ?? rung(of: question) ?? ending
        case (.bad, .tests): failed ?? rung(of: question) ?? ending
        case (.bad, .log): reported ?? ending
        case (.lost, _): "not reached: \(ending)"
        case (.unknown, _): result.outcome == .passed ? "unknown" : "unknown: \(ending)"
        case (.absent, _): result.outcome == .unsupported ? result.cause ?? "unsupported" : notAsked(question)
        }
    }

    /// `reserve: ERANGE: no hole is large enough`: how the cell ended.
    var ending: String {
        [result.rung.rawValue, result.errno?.name, result.cause].compactMap { $0 }.joined(separator: ": ")
    }

    private var refused: String? {
        let sizes = result.refusedSizes.map { size in
            "\(size.request) at \(size.rung.rawValue)" + (size.errno.map { " (\($0))" } ?? "")
        }
        guard !sizes.isEmpty else { return nil }
        let example =
            result.refusedSizes.lazy.compactMap(\.cause).first ?? (result.outcome == .failed ? result.cause : nil)
        return "refused: \(Self.listed(sizes))" + (example.map { ": \($0)" } ?? "")
    }

    private var failed: String? {
        let suites = result.suites.filter { $0.fail > 0 }.map { suite in
            "\(suite.fail) of \(max(suite.planned ?? 0, suite.tests.count)) \(suite.name) failed: "
                + Self.listed(suite.failed.map(\.name))
        }
        return suites.isEmpty ? nil : suites.joined(separator: "; ")
    }

    private var reported: String? {
        let reports = result.distinctReports.map(ReportWords.line)
        return reports.isEmpty ? nil : Self.listed(reports, separator: "; ")
    }

    /// The rung that decided the answer, with its cause.
    private func rung(of question: CellQuestion) -> String? {
        let bad = result.ladder.first {
            $0.rung.question == question && $0.outcome != .passed && $0.outcome != .unsupported
        }
        return bad.map { [$0.rung.rawValue, $0.errno?.name, $0.cause].compactMap { $0 }.joined(separator: ": ") }
    }

    /// A rung that had to be left out says why: tests that use memory of which the kernel granted none.
    private func notAsked(_ question: CellQuestion) -> String {
        let left = result.ladder.first { $0.rung.question == question && $0.outcome == .unsupported }
        return "not asked" + (left?.cause.map { ": \($0)" } ?? "")
    }

    private static func listed(_ items: [String], separator: String = ", ") -> String {
        let more = items.count - min(items.count, most)
        return items.prefix(most).joined(separator: separator) + (more > 0 ? " and \(more) more" : "")
    }
}

/// A kernel report in words.
enum ReportWords {
    /// More tests than these are counted.
    private static let most = 3

    /// `WARNING in f (44 times, during hmm.x)`.
    static func line(_ report: KernelReport) -> String {
        let facts = [
            report.count > 1 ? times(report.count) : nil,
            (report.during ?? report.rung?.rawValue).map { "during \($0)" },
        ].compactMap { $0 }
        return ReportTitle.short(report) + (facts.isEmpty ? "" : " (\(facts.joined(separator: ", ")))")
    }

    /// `44 times in 12 cells, during hmm.x and 2 more`.
    static func sentence(_ group: ReportGroup, cells: Int) -> String {
        let place = cells == 1 ? "" : " in \(Words.count(cells, "cell"))"
        return ([times(group.count) + place] + (during(group).map { ["during \($0)"] } ?? [])).joined(separator: ", ")
    }

    /// Whether it was the first of the reports of its cells in time; nil if it is alone, or if their order is not known.
    static func order(_ group: ReportGroup) -> String? {
        guard group.ordered > 0, !group.firstIn.isEmpty else { return nil }
        let first = "The first report in time"
        return group.ordered == 1 ? first : "\(first) in \(group.firstIn.count) of \(group.ordered) cells"
    }

    private static func during(_ group: ReportGroup) -> String? {
        let names = group.during.isEmpty ? group.rungs.map(\.rawValue) : group.during
        guard !names.isEmpty else { return nil }
        let more = names.count - min(names.count, most)
        return names.prefix(most).joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
    }

    /// `once`, `44 times`.
    static func times(_ count: Int) -> String { count == 1 ? "once" : "\(Words.grouped(count)) times" }
}

// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

/// A test case of the document, with what its suite counts of it.
struct JUnitCase {
    let kind: ReportedAnswer.Kind
    /// In seconds.
    let time: Double
    let element: XMLElement

    private init(
        _ name: String, of className: String, _ kind: ReportedAnswer.Kind, time: Double, _ children: [XMLElement?]
    ) {
        self.kind = kind
        self.time = time.isFinite ? max(0, time) : 0
        let facts = ["name": name, "classname": className, "time": JUnitXML.seconds(self.time)]
        element = JUnitXML.element("testcase", facts, children.compactMap(\.self))
    }

    /// A seed that does not replay.
    init(_ error: (name: String, objection: String)) {
        let trouble = Self.trouble(.error, error.objection, "replay", "this run cannot be trusted")
        self.init(error.name, of: "strait.replay", .error, time: 0, [trouble])
    }

    /// The test cases of a cell: one for each question, named `ID: QUESTION`. A control has one alone.
    static func all(of cell: ShownCell, _ className: String) -> [JUnitCase] {
        guard cell.control == nil else { return [control(cell, className)] }
        let times = cell.result.map(AnswerTimes.init)
        return cell.reportedAnswers.map { answer in
            let evidence = cell.result.map { JUnitEvidence(result: $0, question: answer.question) }
            return JUnitCase(
                "\(cell.id): \(answer.question.noun)", of: className, answer.kind, time: times?[answer.question] ?? 0,
                [
                    cell.result.flatMap { properties($0.kernel) },
                    trouble(answer.kind, answer.reason, answer.word, evidence?.body ?? ""),
                    (evidence?.output).flatMap { JUnitXML.element("system-out", text: $0) },
                ])
        }
    }

    /// Whether strait judged as it has to: that says nothing of the kernel.
    private static func control(_ cell: ShownCell, _ className: String) -> JUnitCase {
        guard let result = cell.result else {
            return JUnitCase(cell.id, of: className, .error, time: 0, [trouble(.error, "no result", "missing", "")])
        }
        let isMet = result.reported == .passed
        let reason = "\(result.answer.description): \(AnswerReasons(result).ending)"
        let trouble = isMet ? nil : trouble(.error, reason, result.outcome.rawValue, "")
        return JUnitCase(
            cell.id, of: className, isMet ? .passed : .error, time: result.phases.total,
            [properties(result.kernel), trouble])
    }

    private static func trouble(
        _ kind: ReportedAnswer.Kind, _ message: String, _ type: String, _ body: String
    ) -> XMLElement? {
        switch kind {
        case .passed: nil
        case .failed: JUnitXML.element("failure", ["message": message, "type": type], text: body)
        case .error: JUnitXML.element("error", ["message": message, "type": type], text: body)
        case .skipped: JUnitXML.element("skipped", ["message": message])
        }
    }

    /// The exact kernel; nil if none was booted. A suite can have several: one for each page size.
    private static func properties(_ kernel: KernelIdentity) -> XMLElement? {
        guard kernel.release != nil else { return nil }
        let facts = [
            ("source", kernel.source), ("release", kernel.release), ("version", kernel.version),
            ("sha256", kernel.sha256),
        ]
        let properties = facts.compactMap { name, value in
            value.map { JUnitXML.element("property", ["name": "kernel.\(name)", "value": $0]) }
        }
        return JUnitXML.element("properties", [:], properties)
    }
}

/// How long each question took, in seconds. What belongs to none of them (boot, login, the end) counts for the first.
private struct AnswerTimes {
    private let tests: Double
    private let log: Double
    private let total: Double

    init(_ result: CellResult) {
        func seconds(_ question: CellQuestion) -> Double {
            result.ladder.filter { $0.rung.question == question }.map(\.seconds).filter(\.isFinite).reduce(0, +)
        }
        (tests, log, total) = (seconds(.tests), seconds(.log), result.phases.total)
    }

    subscript(question: CellQuestion) -> Double {
        switch question {
        case .initialization: total - tests - log
        case .tests: tests
        case .log: log
        }
    }
}

/// What a reader needs who has only this file.
private struct JUnitEvidence {
    let result: CellResult
    let question: CellQuestion

    private static let linesOfReport = 60
    private static let mostReports = 8

    /// For an answer that is not as it should be.
    var body: String {
        let axes = result.requested.sorted { $0.key < $1.key }.map { name, value in
            "\(name): \(value)" + (result.effective[name].map { ", the guest shows \($0)" } ?? "")
        }
        return (axes + details + result.notes + reproduction).joined(separator: "\n")
    }

    /// For every answer: how to see it again, and all that it consists of. Nil if there is nothing.
    var output: String? {
        let lines = reproduction + (question == .log ? [] : all)
        return lines.isEmpty ? nil : lines.joined(separator: "\n")
    }

    private var all: [String] {
        switch question {
        case .initialization: sizes
        case .tests: result.suites.flatMap(\.tests).map(Self.line)
        case .log: reports
        }
    }

    private var details: [String] {
        question == .tests ? result.suites.flatMap(\.failed).map(Self.line) : all
    }

    private var sizes: [String] {
        let sizes = result.deviceMemory.map {
            "device memory \($0.request): \($0.outcome.rawValue) at \($0.rung.rawValue)"
                + ($0.errno.map { " with \($0)" } ?? "")
        }
        return sizes + (result.capacity.map { ["largest region: \($0.largestMiB)"] } ?? [])
    }

    private var reports: [String] {
        result.distinctReports.prefix(Self.mostReports).flatMap { report in
            [ReportWords.line(report), report.title] + report.lines.prefix(Self.linesOfReport)
        }
    }

    private static func line(_ test: SelftestResult) -> String {
        let first = test.first.map { " alone, \($0.rawValue) among the other tests" } ?? ""
        return "\(test.status.rawValue)\(first) \(test.name)" + (test.detail.map { ": \($0)" } ?? "")
    }

    private var reproduction: [String] { result.reproduction.map { ["reproduce: \($0)"] } ?? [] }
}

// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

extension KCIDB {
    /// A cell as tests: the cell itself, its answers and its suites.
    static func tests(_ shown: ShownCell, _ record: RunRecord, listed: Bool) -> [Test] {
        guard let result = shown.result else { return [] }
        let build = Kernel.buildID(result.arch, result.kernel, run: record.id)
        let own = id([record.id, result.id])
        let excerpt = ([result.cause].compactMap { $0 } + reports(result)).joined(separator: "\n")
        let cell = Test(
            id: own, build_id: build, path: cellPath, status: status(result.outcome),
            environment: environment(result), start_time: record.started, duration: duration(result),
            log_excerpt: excerpt.isEmpty ? nil : cut(excerpt))
        // If the cell has no verdict, its tests have none either.
        guard result.outcome.isVerdictOnKernel else { return [cell] }
        return [cell] + shown.reportedAnswers.flatMap { answers($0, shown, result, like: cell, listed: listed) }
            + result.suites.flatMap { tests($0, of: result, like: cell, listed: listed) }
    }

    /// One of the three answers and, if `listed`, each size of device memory.
    private static func answers(
        _ answer: ReportedAnswer, _ shown: ShownCell, _ result: CellResult, like cell: Test, listed: Bool
    ) -> [Test] {
        let (own, path) = ("\(cell.id):answers:\(answer.question.rawValue)", "\(cellPath).\(answer.question.rawValue)")
        let reports = answer.question == .log ? reports(result) : []
        let excerpt = ((answer.reason.isEmpty ? [] : [answer.reason]) + reports).joined(separator: "\n")
        let whole = Test(
            id: own, build_id: cell.build_id, path: path, status: status(answer, shown.state(of: answer.question)),
            environment: cell.environment, start_time: cell.start_time,
            log_excerpt: excerpt.isEmpty ? nil : cut(excerpt))
        guard listed, answer.question == .initialization else { return [whole] }
        return [whole]
            + result.deviceMemory.enumerated().map { index, size in
                Test(
                    id: "\(own):\(index + 1)", build_id: cell.build_id, path: "\(path).\(self.path("\(size.request)"))",
                    status: status(size.outcome), environment: cell.environment, start_time: cell.start_time,
                    log_excerpt: size.outcome == .passed
                        ? nil
                        : cut(
                            [size.rung.rawValue, size.errno?.name, size.cause].compactMap { $0 }.joined(separator: ": ")
                        ))
            }
    }

    /// What the kernel reported, each thing once with its count, the worst first.
    private static func reports(_ result: CellResult) -> [String] {
        result.distinctReports.prefix(4).flatMap { [ReportWords.line($0), $0.title] + $0.lines }
    }

    /// A suite of a cell and, if `listed`, each of its tests.
    private static func tests(
        _ suite: SuiteResult, of result: CellResult, like cell: Test, listed: Bool
    ) -> [Test] {
        let rung = result.ladder.last { $0.rung == suite.rung }?.outcome
        let own = cell.id + ":" + Clean.line(suite.name)
        let all = Test(
            id: own, build_id: cell.build_id, path: suite.path, status: status(ofTests: rung),
            environment: cell.environment, start_time: cell.start_time,
            misc: ["pass": suite.pass, "fail": suite.fail, "skip": suite.skip, "xfail": suite.xfail])
        let isTold = listed && rung?.isVerdictOnKernel == true
        let each = (isTold ? suite.tests : []).enumerated().map { index, test in
            Test(
                id: "\(own):\(index + 1)", build_id: cell.build_id, path: suite.path + "." + path(test.name),
                status: status(test.status), environment: cell.environment, start_time: cell.start_time,
                log_excerpt: excerpt(test).map(cut))
        }
        return [all] + each
    }

    /// What a test says of itself, and its other answer if it was run again alone.
    private static func excerpt(_ test: SelftestResult) -> String? {
        let first = test.first.map { "\($0.rawValue) among the other tests, this is alone" }
        let lines = [first, test.detail].compactMap { $0 }
        return lines.isEmpty ? nil : lines.joined(separator: "\n")
    }

    /// `FAIL` is the kernel's failure, `ERROR` the test's, `MISS` a planned test that did not run.
    private static func status(_ outcome: Outcome) -> String {
        switch outcome {
        case .passed: "PASS"
        case .failed, .crashed, .hung: "FAIL"
        case .unsupported: "SKIP"
        case .invalid: "ERROR"
        case .infrastructure: "MISS"
        }
    }

    /// A guest that was lost did not come to what was planned.
    private static func status(_ answer: ReportedAnswer, _ state: CellAnswers.State?) -> String {
        switch answer.kind {
        case .passed: "PASS"
        case .failed: state == .lost ? "MISS" : "FAIL"
        case .error: "ERROR"
        case .skipped: "SKIP"
        }
    }

    private static func status(_ status: SelftestResult.Status) -> String {
        switch status {
        case .pass, .xfail: "PASS"
        case .fail: "FAIL"
        case .skip: "SKIP"
        case .timeout, .error: "ERROR"
        }
    }

    /// The status of a suite, from its rung: the counts do not show how the program ended.
    private static func status(ofTests rung: Outcome?) -> String {
        switch rung {
        case .passed: "PASS"
        case .failed, .crashed: "FAIL"
        case .unsupported: "SKIP"
        // A time limit is the harness's, and emulation can reach it.
        case .hung, .invalid, .infrastructure, nil: "ERROR"
        }
    }

    private static func duration(_ result: CellResult) -> Double? {
        let total = result.phases.total
        return total.isFinite && total > 0 ? (total * 1000).rounded() / 1000 : nil
    }

    /// A name as part of a path: letters, digits, `_` and `-`, no empty part.
    static func path(_ name: String) -> String {
        let parts = name.split(separator: ".").map { part in
            String(part.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") ? $0 : "_" })
        }
        return parts.isEmpty ? "_" : parts.joined(separator: ".")
    }

    /// The schema limits the number of characters; the most important text comes first.
    static func cut(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { Clean.line(String($0), limit: 400) }
            .joined(separator: "\n").unicodeScalars.prefix(16384).reduce(into: "") { $0.unicodeScalars.append($1) }
    }
}

// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

/// A run as KTAP: a test for each cell, below it one for each of the three answers, and below these the sizes of device memory
/// and the tests of the suites; and a test for each seed that does not replay.
public enum KTAPText {
    /// The text. Planned cells that did not run are errors: an incomplete plan is no pass.
    public static func text(_ input: ReportInput) -> String {
        let cells = ShownCell.all(input.record, input.results.cells)
        let errors = input.replayErrors
        var lines = ["KTAP version 1", "1..\(cells.count + errors.count)"]
        for (index, cell) in cells.enumerated() {
            guard let result = cell.result else {
                lines.append("not ok \(index + 1) \(plain(cell.id)) # ERROR no result")
                continue
            }
            lines += children(cell, result).map { "  " + $0 }
            if let command = result.reproduction { lines.append("# reproduce: \(Clean.line(command, limit: 4096))") }
            lines.append(line(result, index + 1))
        }
        lines += errors.enumerated().map { index, error in
            "not ok \(cells.count + index + 1) replay \(plain(error.name)) # ERROR \(plain(error.objection))"
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func line(_ result: CellResult, _ number: Int) -> String {
        let name = plain(result.id)
        let reason = plain(
            [result.rung.rawValue, result.errno?.name, result.cause].compactMap { $0 }.joined(separator: " "))
        return switch result.reported {
        case .passed: "ok \(number) \(name)"
        case .unsupported where result.isLost:
            "not ok \(number) \(name) # regression: unsupported: \(plain(result.cause ?? ""))"
        case .unsupported: "ok \(number) \(name) # SKIP \(plain(result.cause ?? ""))"
        case .hung: "not ok \(number) \(name) # TIMEOUT \(reason)"
        case .invalid, .infrastructure: "not ok \(number) \(name) # ERROR \(result.reported.rawValue): \(reason)"
        // No directive: in KTAP a text after "#" is then a comment.
        case .failed, .crashed: "not ok \(number) \(name) # \(result.outcome.rawValue): \(reason)"
        }
    }

    /// The subtests of a cell: one for each question, with what it consists of below it. None if the cell has no verdict on the
    /// kernel.
    private static func children(_ cell: ShownCell, _ result: CellResult) -> [String] {
        guard result.outcome.isVerdictOnKernel, cell.control == nil else { return [] }
        let answers = cell.reportedAnswers
        return ["KTAP version 1", "1..\(answers.count)"]
            + answers.enumerated().flatMap { index, answer in
                details(answer.question, result).map { "  " + $0 } + [line(answer, result, index + 1)]
            }
    }

    private static func line(_ answer: ReportedAnswer, _ result: CellResult, _ number: Int) -> String {
        let status: SelftestResult.Status =
            switch answer.kind {
            case .passed: .pass
            case .failed: result.outcome == .hung ? .timeout : .fail
            case .error: .error
            case .skipped: .skip
            }
        return child(number, answer.question.rawValue, status, answer.reason)
    }

    /// The sizes of device memory, or the tests of the suites.
    private static func details(_ question: CellQuestion, _ result: CellResult) -> [String] {
        switch question {
        case .initialization: return plan(result.deviceMemory.map(size), missing: 0)
        case .tests:
            // If the guest ended early, the plan still has the planned number, so that a reader sees what is missing.
            let missing = result.suites.map { max(0, ($0.planned ?? 0) - $0.tests.count) }.reduce(0, +)
            return plan(result.suites.flatMap(\.tests).map { ($0.name, $0.status, detail($0)) }, missing: missing)
        case .log: return []
        }
    }

    private typealias Subtest = (name: String, status: SelftestResult.Status, detail: String)

    private static func plan(_ tests: [Subtest], missing: Int) -> [String] {
        guard !tests.isEmpty || missing > 0 else { return [] }
        return ["KTAP version 1", "1..\(tests.count + missing)"]
            + tests.enumerated().map { child($0 + 1, $1.name, $1.status, $1.detail) }
    }

    private static func size(_ size: DeviceMemoryResult) -> Subtest {
        let reason = [size.rung.rawValue, size.errno?.name].compactMap { $0 }.joined(separator: " ")
        return switch size.outcome {
        case .passed: ("device_memory.\(size.request)", .pass, "")
        case .unsupported: ("device_memory.\(size.request)", .skip, reason)
        case .hung: ("device_memory.\(size.request)", .timeout, reason)
        case .invalid, .infrastructure: ("device_memory.\(size.request)", .error, reason)
        case .failed, .crashed: ("device_memory.\(size.request)", .fail, reason)
        }
    }

    private static func detail(_ test: SelftestResult) -> String {
        guard let first = test.first else { return test.status == .pass ? "" : test.detail ?? "" }
        return "\(first.rawValue) among the other tests, this is alone" + (test.detail.map { ": \($0)" } ?? "")
    }

    private static func child(_ number: Int, _ name: String, _ status: SelftestResult.Status, _ detail: String)
        -> String
    {
        let head = "\(number) \(plain(name))"
        let why = detail.isEmpty ? "" : " " + plain(detail)
        return switch status {
        case .pass: "ok \(head)" + (why.isEmpty ? "" : " # remark:\(why)")
        case .skip: "ok \(head) # SKIP\(why)"
        case .xfail: "ok \(head) # XFAIL\(why)"
        case .timeout: "not ok \(head) # TIMEOUT\(why)"
        case .error: "not ok \(head) # ERROR\(why)"
        case .fail: "not ok \(head)" + (why.isEmpty ? "" : " # remark:\(why)")
        }
    }

    /// Text without line ends and directives.
    private static func plain(_ text: String) -> String {
        let line = Clean.line(text, limit: 200)
        // The library's search takes its time on each of some hundred thousand names, and hardly any has one.
        return line.utf8.contains(UInt8(ascii: "#")) ? line.replacing("#", with: "_") : line
    }
}

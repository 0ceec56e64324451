// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// A run as KTAP: a test for each cell, with subtests for the sizes of device memory and the tests of its suites, and a
/// test for each seed that does not replay.
public enum KTAPText {
    /// The text. Planned cells that did not run are errors: an incomplete plan is no pass.
    public static func text(_ input: ReportInput) -> String {
        let results = Dictionary(input.results.cells.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let (cells, errors) = (input.record.cells.count, input.replayErrors)
        var lines = ["KTAP version 1", "1..\(cells + errors.count)"]
        for (index, id) in input.record.cellIDs.enumerated() {
            guard let result = results[id] else {
                lines.append("not ok \(index + 1) \(plain(id)) # ERROR no result")
                continue
            }
            lines += children(result).map { "  " + $0 }
            if let command = result.reproduction { lines.append("# reproduce: \(Clean.line(command, limit: 4096))") }
            lines.append(line(result, index + 1))
        }
        lines += errors.enumerated().map { index, error in
            "not ok \(cells + index + 1) replay \(plain(error.name)) # ERROR \(plain(error.objection))"
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

    /// The subtests of a cell; none if the cell has no verdict on the kernel.
    private static func children(_ result: CellResult) -> [String] {
        guard result.outcome.isVerdictOnKernel, result.control == nil else { return [] }
        let sizes = result.deviceMemory.map { size -> (name: String, status: SelftestResult.Status, detail: String) in
            let reason = [size.rung.rawValue, size.errno?.name].compactMap { $0 }.joined(separator: " ")
            return switch size.outcome {
            case .passed: ("device_memory.\(size.request)", .pass, "")
            case .unsupported: ("device_memory.\(size.request)", .skip, reason)
            case .hung: ("device_memory.\(size.request)", .timeout, reason)
            case .invalid, .infrastructure: ("device_memory.\(size.request)", .error, reason)
            case .failed, .crashed: ("device_memory.\(size.request)", .fail, reason)
            }
        }
        let tests = result.suites.flatMap(\.tests).map { ($0.name, $0.status, $0.detail ?? "") }
        let all = sizes + tests
        guard !all.isEmpty else { return [] }
        // If the guest ended early, the plan still has the planned number, so that a reader sees what is missing.
        let missing = result.suites.map { max(0, ($0.planned ?? 0) - $0.tests.count) }.reduce(0, +)
        return ["KTAP version 1", "1..\(all.count + missing)"]
            + all.enumerated().map { child($0 + 1, $1.name, $1.status, $1.detail) }
    }

    private static func child(_ number: Int, _ name: String, _ status: SelftestResult.Status, _ detail: String)
        -> String
    {
        let head = "\(number) \(plain(name))"
        let why = detail.isEmpty ? "" : " " + plain(detail)
        return switch status {
        case .pass: "ok \(head)"
        case .skip: "ok \(head) # SKIP\(why)"
        case .xfail: "ok \(head) # XFAIL\(why)"
        case .timeout: "not ok \(head) # TIMEOUT\(why)"
        case .error: "not ok \(head) # ERROR\(why)"
        case .fail: "not ok \(head)" + (why.isEmpty ? "" : " # remark:\(why)")
        }
    }

    /// Text without line ends and directives.
    private static func plain(_ text: String) -> String { Clean.line(text, limit: 200).replacing("#", with: "_") }
}

// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

/// A run as JUnit XML: a suite for each architecture and kernel, a test case for each cell, and one for each seed that
/// does not replay. A `failure` is a verdict on the kernel, or a missing verdict that was expected; an `error` is
/// infrastructure trouble.
public enum JUnit {
    /// The document's root element. Characters that XML forbids are removed.
    public static func document(_ input: ReportInput) -> XMLElement {
        let items = ShownCell.all(input.record, input.results.cells)
        let errors = input.replayErrors
        var order: [String] = []
        var groups: [String: [ShownCell]] = [:]
        for item in items {
            let name = "\(item.architecture.rawValue).\(item.kernel)"
            if groups[name] == nil { order.append(name) }
            groups[name, default: []].append(item)
        }
        var suites = order.map { suite($0, groups[$0] ?? [], input) }
        if !errors.isEmpty { suites.append(replaySuite(errors, input)) }
        let facts = ["name": input.record.name].merging(counts(items, extra: errors.count)) { $1 }
        return element("testsuites", facts, suites)
    }

    private static func suite(_ name: String, _ items: [ShownCell], _ input: ReportInput) -> XMLElement {
        suite(name, input, counts(items, extra: 0), items.map { testCase($0, "strait.\(name)") })
    }

    /// The problems of the run as a whole.
    private static func replaySuite(_ errors: [(name: String, objection: String)], _ input: ReportInput) -> XMLElement {
        let cases = errors.map { error in
            element(
                "testcase", ["name": error.name, "classname": "strait.replay", "time": seconds([])],
                [trouble("error", error.objection, "replay", "this run cannot be trusted")])
        }
        return suite("replay", input, counts([], extra: errors.count), cases)
    }

    private static func suite(
        _ name: String, _ input: ReportInput, _ counts: [String: String], _ cases: [XMLElement]
    ) -> XMLElement {
        // The schema's time stamps have no time zone.
        let started =
            input.results.started.hasSuffix("Z") ? String(input.results.started.dropLast()) : input.results.started
        let facts = ["name": "strait.\(name)", "timestamp": started, "hostname": input.record.host.name]
        return element("testsuite", facts.merging(counts) { $1 }, cases)
    }

    private static func testCase(_ item: ShownCell, _ className: String) -> XMLElement {
        let facts = ["name": item.id, "classname": className, "time": seconds([item])]
        guard let result = item.result else {
            return element("testcase", facts, [trouble("error", "no result", "missing", "")])
        }
        let children = [properties(result.kernel), verdict(on: result), output(of: result)]
        return element("testcase", facts, children.compactMap(\.self))
    }

    /// The problem of a cell, or the reason why it was skipped; nil for a cell that passed.
    private static func verdict(on result: CellResult) -> XMLElement? {
        let message = [result.rung.rawValue, result.errno?.name, result.cause].compactMap { $0 }.joined(separator: ": ")
        switch result.reported {
        case .passed: return nil
        case .failed, .crashed, .hung: return trouble("failure", message, result.outcome.rawValue, body(result))
        case .invalid, .infrastructure: return trouble("error", message, result.outcome.rawValue, body(result))
        case .unsupported where result.isLost:
            let expected = result.expectation.map { ", expected \($0.description)" } ?? ""
            let cause = result.cause.map { ": \($0)" } ?? ""
            return trouble("failure", "unsupported\(expected)\(cause)", "regression", body(result))
        case .unsupported: return element("skipped", ["message": result.cause ?? "unsupported"])
        }
    }

    /// The command that repeats a cell, and the results of its tests.
    private static func output(of result: CellResult) -> XMLElement? {
        let tests = result.suites.flatMap(\.tests).map {
            "\($0.status.rawValue) \($0.name)" + ($0.detail.map { ": \($0)" } ?? "")
        }
        let lines = reproduction(result) + tests
        return lines.isEmpty ? nil : element("system-out", text: lines.joined(separator: "\n"))
    }

    /// The exact kernel; nil if none was booted. A suite can have several: one for each page size.
    private static func properties(_ kernel: KernelIdentity) -> XMLElement? {
        guard kernel.release != nil else { return nil }
        let facts = [
            ("source", kernel.source), ("release", kernel.release), ("version", kernel.version),
            ("sha256", kernel.sha256),
        ]
        let properties = facts.compactMap { name, value in
            value.map { element("property", ["name": "kernel.\(name)", "value": $0]) }
        }
        return element("properties", [:], properties)
    }

    private static func trouble(_ name: String, _ message: String, _ type: String, _ body: String) -> XMLElement {
        element(name, ["message": message, "type": type], text: body)
    }

    /// The information for a reader who has only this file.
    private static func body(_ result: CellResult) -> String {
        let axes = result.requested.sorted { $0.key < $1.key }.map { name, value in
            "\(name): \(value)" + (result.effective[name].map { ", the guest shows \($0)" } ?? "")
        }
        let sizes = result.deviceMemory.map {
            "device memory \($0.request): \($0.outcome.rawValue) at \($0.rung.rawValue)"
                + ($0.errno.map { " with \($0)" } ?? "")
        }
        let reports = result.reports.prefix(4).flatMap { [$0.title] + $0.lines.prefix(60) }
        return (axes + sizes + reports + result.notes + reproduction(result)).joined(separator: "\n")
    }

    private static func reproduction(_ result: CellResult) -> [String] {
        result.reproduction.map { ["reproduce: \($0)"] } ?? []
    }

    private static func counts(_ items: [ShownCell], extra: Int) -> [String: String] {
        func count(_ outcomes: Outcome?...) -> Int { items.count { outcomes.contains($0.result?.reported) } }
        let lost = items.count { $0.result?.isLost == true }
        return [
            "tests": "\(items.count + extra)", "failures": "\(count(.failed, .crashed, .hung) + lost)",
            "errors": "\(count(.invalid, .infrastructure, nil) + extra)", "skipped": "\(count(.unsupported) - lost)",
            "time": seconds(items),
        ]
    }

    private static func seconds(_ items: [ShownCell]) -> String {
        let total = items.compactMap(\.result?.phases.total).filter(\.isFinite).reduce(0, +)
        return Words.number(max(0, total), digits: 3)
    }

    /// Makes an element. All elements are made here, so that no forbidden character is written.
    private static func element(
        _ name: String, _ attributes: [String: String] = [:], _ children: [XMLElement] = [], text: String = ""
    ) -> XMLElement {
        XMLElement(name, attributes.mapValues(legal), children, text: legal(text))
    }

    /// Removes the characters that XML forbids even if escaped. The writer escapes the others.
    static func legal(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.filter(XMLElement.allows)))
    }
}

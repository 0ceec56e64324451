// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

/// A run as JUnit XML: a suite for each architecture and kernel, a test case for each of the three answers of a cell, one for
/// each control, and one for each seed that does not replay. A `failure` is a verdict on the kernel, or a missing verdict that
/// was expected; an `error` is infrastructure trouble, or an answer that nobody knows.
public enum JUnit {
    /// The document's root element. Characters that XML forbids are removed.
    public static func document(_ input: ReportInput) -> XMLElement {
        let items = ShownCell.all(input.record, input.results.cells)
        var order: [String] = []
        var groups: [String: [ShownCell]] = [:]
        for item in items {
            let name = "\(item.architecture.rawValue).\(item.kernel)"
            if groups[name] == nil { order.append(name) }
            groups[name, default: []].append(item)
        }
        let replays = input.replayErrors.map(JUnitCase.init)
        let suites = order.map { name in
            (name, (groups[name] ?? []).flatMap { JUnitCase.all(of: $0, "strait.\(name)") })
        }
        let all = suites + (replays.isEmpty ? [] : [("replay", replays)])
        let facts = ["name": input.record.name].merging(counts(all.flatMap(\.1))) { $1 }
        return JUnitXML.element("testsuites", facts, all.map { suite($0, $1, input) })
    }

    private static func suite(_ name: String, _ cases: [JUnitCase], _ input: ReportInput) -> XMLElement {
        // The schema's time stamps have no time zone.
        let started =
            input.results.started.hasSuffix("Z") ? String(input.results.started.dropLast()) : input.results.started
        let facts = ["name": "strait.\(name)", "timestamp": started, "hostname": input.record.host.name]
        return JUnitXML.element("testsuite", facts.merging(counts(cases)) { $1 }, cases.map(\.element))
    }

    private static func counts(_ cases: [JUnitCase]) -> [String: String] {
        func count(_ kind: ReportedAnswer.Kind) -> String { "\(cases.count { $0.kind == kind })" }
        return [
            "tests": "\(cases.count)", "failures": count(.failed), "errors": count(.error), "skipped": count(.skipped),
            "time": JUnitXML.seconds(cases.reduce(0) { $0 + $1.time }),
        ]
    }
}

// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// A suite of a cell: tests that did not pass one by one, the others by name.
struct SuiteView {
    let suite: SuiteResult
    let heading: String
    let allowance: Allowance

    var view: View {
        let bad = suite.tests.filter { [.fail, .timeout, .error].contains($0.status) }
        let others: [SelftestResult.Status] = [.pass, .skip, .xfail]
        let groups = others.compactMap { status -> View? in
            let tests = suite.tests.filter { $0.status == status }
            guard !tests.isEmpty else { return nil }
            return ["word": status.word, "count": tests.count, "families": families(tests)]
        }
        let sum = TestCounts(suite.tests)
        let counts: [(count: Int, status: SelftestResult.Status)] = [
            (sum.pass, .pass), (sum.fail, .fail), (sum.skip, .skip), (sum.xfail, .xfail),
        ]
        let counted = counts.filter { $0.count > 0 }.map { "\($0.count) \($0.status.word)" }
        let short = suite.planned.flatMap { planned in
            planned > suite.tests.count
                ? "\(Words.count(planned - suite.tests.count, "planned test has", "planned tests have")) no result."
                : nil
        }
        return [
            "heading": heading, "counts": counted.isEmpty ? "no results" : counted.joined(separator: ", "),
            "truncated": short,
            "bad": bad.isEmpty ? nil : failures(bad), "groups": groups,
        ]
    }

    private func failures(_ bad: [SelftestResult]) -> View {
        let (names, left) = allowance.lines(bad.map(\.name), most: 200)
        let rows = zip(bad, names).map { row($0, $1) }
        return ["rows": rows, "more": left > 0 ? Words.count(left, "more test") : nil]
    }

    private func row(_ test: SelftestResult, _ name: String) -> View {
        let word = test.status.word
        let lines = (test.detail ?? "").split(separator: "\n").map(String.init)
        // A test with several lines of detail: the last ones are closest to the failure.
        guard lines.count > 1 || (lines.first?.count ?? 0) > 200 else {
            return ["name": name, "word": word, "detail": lines.first]
        }
        let more: View = [
            "last": Clean.line(lines[lines.count - 1], limit: 120), "lines": allowance.lines(lines, most: 100).shown,
            "count": Words.count(lines.count, "line"),
        ]
        return ["name": name, "word": word, "more": more]
    }

    /// Tests by fixture, which is the name without its last part, so that 40 names do not repeat the same words.
    private func families(_ tests: [SelftestResult]) -> [View] {
        var order: [String] = []
        var names: [String: [String]] = [:]
        for test in tests.prefix(400) {
            let parts = test.name.split(separator: ".", omittingEmptySubsequences: false)
            let family = parts.dropLast().joined(separator: ".")
            if names[family] == nil { order.append(family) }
            names[family, default: []].append(String(parts.last ?? ""))
        }
        // A line of the allowance has 400 characters; the names of a large fixture take several.
        return order.compactMap { family in
            let shown = allowance.lines(names[family, default: []], most: 400).shown
            guard !shown.isEmpty else { return nil }
            return [
                "family": family.isEmpty ? "tests" : Clean.line(family, limit: 200),
                "names": shown.joined(separator: ", "),
            ]
        }
    }
}

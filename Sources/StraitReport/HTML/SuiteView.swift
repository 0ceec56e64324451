// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// A suite of a cell: tests that did not pass one by one, the others by name.
struct SuiteView {
    let suite: SuiteResult
    let heading: String
    let allowance: Allowance

    var view: View {
        // A test that was run again alone has two answers, which are both shown.
        let told = suite.tests.filter { [.fail, .timeout, .error].contains($0.status) || $0.first != nil }
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
            "bad": told.isEmpty ? nil : rows(told), "groups": groups,
        ]
    }

    /// About the bytes of a test's row beside its name: its words, and the last line of what it said.
    private static let row = 500

    private func rows(_ tests: [SelftestResult]) -> View {
        let (names, left) = allowance.lines(tests.map(\.name), most: 200, around: Self.row)
        let rows = zip(tests, names).map { row($0, $1) }
        return ["rows": rows, "more": left > 0 ? Words.count(left, "more test") : nil]
    }

    private func row(_ test: SelftestResult, _ name: String) -> View {
        let word = test.words
        let isGood = [.pass, .skip, .xfail].contains(test.status)
        let mark = Mark(isGood ? Outcome.passed : .failed).view
        let lines = (test.detail ?? "").split(separator: "\n").map(String.init)
        // A test with several lines of detail: the last ones are closest to the failure.
        guard lines.count > 1 || (lines.first?.count ?? 0) > 200 else {
            return mark.with(["name": name, "word": word, "detail": lines.first])
        }
        let more: View = [
            "last": Clean.line(lines[lines.count - 1], limit: 120), "lines": allowance.lines(lines, most: 100).shown,
            "count": Words.count(lines.count, "line"),
        ]
        return mark.with(["name": name, "word": word, "more": more])
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

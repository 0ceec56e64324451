// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// The kernel's own tests of a cell: those that did not do well one by one, the others as names.
enum SelftestView {
    static func view(_ summary: SelftestSummary) -> View {
        let bad = summary.tests.filter { [.fail, .timeout, .error].contains($0.status) }
        let others: [(SelftestResult.Status, String)] = [
            (.pass, "passed"), (.skip, "skipped"), (.xfail, "failed as expected"),
        ]
        let groups = others.compactMap { status, word -> View? in
            let tests = summary.tests.filter { $0.status == status }
            guard !tests.isEmpty else { return nil }
            return ["word": word, "count": tests.count, "families": families(tests)]
        }
        let bare = SelftestSummary(planned: nil, tests: summary.tests)
        let counts = [
            (bare.pass, "passed"), (bare.fail, "failed"), (bare.skip, "skipped"), (bare.xfail, "failed as expected"),
        ]
        let counted = counts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        let short = summary.planned.flatMap { planned in
            planned > summary.tests.count
                ? "\(Words.count(planned - summary.tests.count, "planned test has", "planned tests have")) no result."
                : nil
        }
        return [
            "counts": counted.isEmpty ? "no results" : counted.joined(separator: ", "), "truncated": short,
            "bad": bad.isEmpty ? nil : ["rows": bad.prefix(200).map(row)] as View, "groups": groups,
        ]
    }

    private static func row(_ test: SelftestResult) -> View {
        let word = test.status == .fail ? "failed" : test.status == .timeout ? "timed out" : "broke"
        let lines = (test.detail ?? "").split(separator: "\n").map(String.init)
        // A test that prints a table of its own says it in lines; the last of them is the one nearest to the failure.
        guard lines.count > 1 || (lines.first?.count ?? 0) > 200 else {
            return ["name": test.name, "word": word, "detail": lines.first]
        }
        let more: View = [
            "last": Clean.line(lines[lines.count - 1], limit: 120),
            "lines": lines.prefix(100).map { Clean.line($0, limit: 400) }, "count": Words.count(lines.count, "line"),
        ]
        return ["name": test.name, "word": word, "more": more]
    }

    /// Tests by their fixture, which is all of the name but its last part: 40 names in full would be the same words 40 times.
    private static func families(_ tests: [SelftestResult]) -> [View] {
        var order: [String] = []
        var names: [String: [String]] = [:]
        for test in tests.prefix(400) {
            let parts = test.name.split(separator: ".", omittingEmptySubsequences: false)
            let family = parts.dropLast().joined(separator: ".")
            if names[family] == nil { order.append(family) }
            names[family, default: []].append(String(parts.last ?? ""))
        }
        return order.map {
            ["family": $0.isEmpty ? "tests" : $0, "names": names[$0, default: []].joined(separator: ", ")]
        }
    }
}

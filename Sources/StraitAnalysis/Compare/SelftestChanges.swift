// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// The tests of a pair, compared by suite and name. So a missing test is noticed even though no number gets worse.
struct SelftestChanges {
    private let before: [Key: SelftestResult]
    private let after: [Key: SelftestResult]
    private let order: [Key]
    private let bothEndedEarly: Bool

    /// Whether a test's label needs the name of its suite.
    private let hasSeveralSuites: Bool

    /// A result of a test. `place` counts results of the same name, because KTAP allows a name twice.
    private struct Key: Hashable {
        let suite: String
        let name: String
        let place: Int

        var text: String { place == 0 ? name : "\(name) (\(place + 1))" }
    }

    init(_ base: CellResult, _ candidate: CellResult) {
        let (old, new) = (base.suites.flatMap(Self.keyed), candidate.suites.flatMap(Self.keyed))
        before = Dictionary(old, uniquingKeysWith: { first, _ in first })
        after = Dictionary(new, uniquingKeysWith: { first, _ in first })
        let known = Set(old.map(\.0))
        order = old.map(\.0) + new.map(\.0).filter { !known.contains($0) }
        hasSeveralSuites = Set((base.suites + candidate.suites).map(\.name)).count > 1
        bothEndedEarly = base.isGuestLost && candidate.isGuestLost
    }

    var all: [Change] { order.compactMap(change) }

    private func change(_ key: Key) -> Change? {
        let (old, new) = (before[key]?.status, after[key]?.status)
        guard old != new else { return nil }
        let name = hasSeveralSuites ? "\(key.suite): \(key.text)" : key.text
        return Change(
            .selftest, direction(old, new), of: .tests, name: name, from: old.map(Change.Value.test),
            to: new.map(Change.Value.test)
        )
    }

    private func direction(_ old: SelftestResult.Status?, _ new: SelftestResult.Status?) -> Change.Direction {
        // A new test: there is nothing to compare it with.
        guard let old else { return .neutral }
        // Both guests died. Which tests are missing depends on when they died, not on how the kernels differ.
        guard let new else { return bothEndedEarly ? .neutral : .worse }
        // A failing test that is skipped is not repaired.
        if new == .skip, Self.rank(old) > Self.rank(.skip) { return .neutral }
        return Change.direction(Self.rank(old), Self.rank(new))
    }

    private static func rank(_ status: SelftestResult.Status) -> Int {
        switch status {
        case .pass, .xfail: 0
        case .skip: 1
        case .fail, .timeout, .error: 2
        }
    }

    private static func keyed(_ suite: SuiteResult) -> [(Key, SelftestResult)] {
        var seen: [String: Int] = [:]
        return suite.tests.map { test in
            defer { seen[test.name, default: 0] += 1 }
            return (Key(suite: suite.name, name: test.name, place: seen[test.name, default: 0]), test)
        }
    }
}

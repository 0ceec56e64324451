// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// One level of nested KTAP: its plan and its results.
struct KTAPFrame {
    var plan: Int?
    var totals: [String: Int]?
    /// Results at this level.
    var count = 0
    /// How many of them are parents. Their children are counted instead.
    var parents = 0
    var statuses: [SelftestResult.Status: Int] = [:]
    /// How many leaves the children of this level's results planned.
    var plannedBelow = 0
    var hasPlanBelow = false
    /// The same for children whose parent's result has not come yet; nil if there are none.
    var open: Below?

    /// The totals of the levels below.
    struct Below {
        var planned = 0
        var hasPlan = false
        var hasFailed = false
    }

    var isEmpty: Bool { plan == nil && count == 0 && open == nil && totals == nil && plannedBelow == 0 }

    /// The totals of this level, for the one above.
    var below: Below {
        // A parent without a result is counted by its children, not again by the plan.
        let own = max(plan ?? count, count) - parents - (open == nil || (plan ?? 0) <= count ? 0 : 1)
        let failed = [.fail, .timeout, .error].contains { statuses[$0, default: 0] > 0 }
        return Below(
            planned: max(0, own) + plannedBelow + (open?.planned ?? 0),
            hasPlan: plan != nil || hasPlanBelow || (open?.hasPlan ?? false),
            hasFailed: failed || (open?.hasFailed ?? false))
    }

    var isTruncated: Bool { plan.map { $0 > count } ?? false }

    /// Contradictions within the level.
    var contradictions: [String] {
        var found: [String] = []
        if let plan, plan < count { found.append("the plan says \(plan) results, there are \(count)") }
        guard let totals else { return found }
        func seen(_ kinds: SelftestResult.Status...) -> Int { kinds.reduce(0) { $0 + statuses[$1, default: 0] } }
        func stated(_ names: String...) -> Int { names.reduce(0) { $0 + totals[$1, default: 0] } }
        // kselftest counts a test killed by the harness as failed, and counts unexpected passes separately.
        let pairs = [
            ("pass", stated("pass", "xpass"), seen(.pass)),
            ("fail", stated("fail", "error"), seen(.fail, .timeout, .error)),
            ("xfail", stated("xfail"), seen(.xfail)), ("skip", stated("skip"), seen(.skip)),
        ]
        for (name, stated, seen) in pairs where stated != seen {
            found.append("the totals say \(name):\(stated), the results say \(seen)")
        }
        return found
    }
}

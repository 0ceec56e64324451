// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// What the layouts under which a kernel could do it have, and those under which it could not have not.
struct LayoutDifference {
    /// What a layout consists of, as far as a place in it can decide: with the name that a reader knows.
    static let fields: [(name: String, value: @Sendable (Layout) -> Address?)] = [
        ("limit of device memory", { $0.deviceLimit }), ("direct map", { $0.directMap }), ("vmemmap", { $0.vmemmap }),
        ("kernel text", { $0.textAddress }),
    ]

    /// A sentence for the first field that tells the two sides apart; nil where none does, or one side is empty.
    static func sentence(_ items: [ShownCell]) -> String? {
        let good = layouts(items) { $0 == .passed }
        let bad = layouts(items) { $0 != .passed && $0.isVerdictOnKernel }
        guard !good.isEmpty, !bad.isEmpty else { return nil }
        for field in fields {
            let (fine, poor) = (good.compactMap(field.value), bad.compactMap(field.value))
            // A place that one of them does not show may be anywhere.
            guard fine.count == good.count, poor.count == bad.count, let lowest = fine.min(), let highest = fine.max(),
                let least = poor.min(), let most = poor.max()
            else { continue }
            if most < lowest { return say(field.name, "at or below \(most)", "\(lowest) or above") }
            if highest < least { return say(field.name, "at or above \(least)", "\(highest) or below") }
        }
        return nil
    }

    private static func layouts(_ items: [ShownCell], where fits: (Outcome) -> Bool) -> [Layout] {
        items.compactMap(\.result).filter { fits($0.outcome) }.map { $0.layout ?? Layout() }
    }

    private static func say(_ name: String, _ bad: String, _ good: String) -> String {
        "In these layouts the \(name) tells them apart: \(bad) where it did not pass, \(good) where it did."
    }
}

// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// What the layouts under which a kernel could do it have, and those under which it could not have not: the first place that tells the
/// two sides apart.
package struct LayoutDifference: Sendable {
    /// What a layout consists of, as far as a place in it can decide.
    package enum Field: CaseIterable, Sendable {
        case deviceLimit, directMap, vmemmap, textAddress

        /// Where it is in a layout; nil where the guest does not show it.
        package func value(_ layout: Layout) -> Address? {
            switch self {
            case .deviceLimit: layout.deviceLimit
            case .directMap: layout.directMap
            case .vmemmap: layout.vmemmap
            case .textAddress: layout.textAddress
            }
        }
    }

    package let field: Field
    /// The bad layouts have it at or below `bad`, and the good ones at `good` or above; where `isReversed`, the other way round.
    package let bad: Address
    package let good: Address
    package let isReversed: Bool

    /// Nil where no field tells the two sides apart, or one side is empty.
    package init?(_ cells: [ShownCell]) {
        let good = Self.layouts(cells) { $0 == .passed }
        let bad = Self.layouts(cells) { $0 != .passed && $0.isVerdictOnKernel }
        guard !good.isEmpty, !bad.isEmpty else { return nil }
        for field in Field.allCases {
            let (fine, poor) = (good.compactMap(field.value), bad.compactMap(field.value))
            // A place that one of them does not show may be anywhere.
            guard fine.count == good.count, poor.count == bad.count, let lowest = fine.min(), let highest = fine.max(),
                let least = poor.min(), let most = poor.max()
            else { continue }
            guard most < lowest || highest < least else { continue }
            self.field = field
            isReversed = most >= lowest
            (self.bad, self.good) = isReversed ? (least, highest) : (most, lowest)
            return
        }
        return nil
    }

    private static func layouts(_ cells: [ShownCell], where fits: (Outcome) -> Bool) -> [Layout] {
        cells.compactMap(\.result).filter { fits($0.outcome) }.map { $0.layout ?? Layout() }
    }
}

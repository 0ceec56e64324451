// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// The first address of a layout that separates the layouts with which the kernel passed from those with which it did
/// not.
package struct LayoutDifference: Sendable {
    /// The addresses of a layout that can decide.
    package enum Field: CaseIterable, Sendable {
        case deviceLimit, directMap, vmemmap, textAddress

        /// The address in a layout; nil if the guest does not show it.
        package func value(_ layout: Layout) -> Address? {
            switch self {
            case .deviceLimit: layout.deviceLimit
            case .directMap: layout.directMap
            case .vmemmap: layout.vmemmap
            case .textAddress: layout.textAddress
            }
        }
    }

    /// The address that separates the two sides.
    package let field: Field
    /// The failing layout nearest to the passing ones: the bad layouts have the address at or below `bad` and the good
    /// ones at or above `good`; the other way round if `isReversed`.
    package let bad: Address
    /// The passing layout nearest to the failing ones.
    package let good: Address
    /// Whether the bad layouts have the higher addresses.
    package let isReversed: Bool

    /// Finds the difference; nil if no address separates the two sides, or one side is empty.
    package init?(_ cells: [ShownCell]) {
        let good = Self.layouts(cells) { $0 == .passed }
        let bad = Self.layouts(cells) { $0 != .passed && $0.isVerdictOnKernel }
        guard !good.isEmpty, !bad.isEmpty else { return nil }
        for field in Field.allCases {
            let (fine, poor) = (good.compactMap(field.value), bad.compactMap(field.value))
            // A layout that does not show the address could have it anywhere.
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

// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// Reads `search:` of a row: the axis to search.
struct SearchSection {
    let problems: Problems

    /// The axis. If the row names no values, a sensible range is added to `settings`, if the axis has one.
    func read(_ entries: [Tree.Entry], _ settings: inout Settings) -> String? {
        guard let tree = entries.first(where: { $0.key == "search" })?.value,
            let (axis, _) = tree.text("an axis such as physBits", problems)
        else { return nil }
        guard Search.axes.contains(axis) else {
            problems.add(
                "\(quoted(axis)) cannot be searched; \(suggestion(for: axis, among: Search.axes))", at: tree)
            return nil
        }
        if settings.axes[axis] == nil, case .integer(let range, _)? = Axis.named(axis)?.form {
            settings.axes[axis] = range.map { .integer($0) }
        }
        if let values = settings.axes[axis], values.contains(nil) {
            problems.add("\(Axis.leaveAlone) cannot be searched, because it has no order; name the values", at: tree)
            return nil
        }
        if axis == Search.deviceMemory, let several = settings.deviceMemory?.first(where: { $0.count > 1 }) {
            problems.add(
                "\(several) cannot be searched; a search requests one region at a time", at: tree)
            return nil
        }
        guard settings.values(of: axis).count > 1 else {
            let example =
                if case .integer(let range, _)? = Axis.named(axis)?.form {
                    "\(range.lowerBound)..\(range.upperBound)"
                } else {
                    "1GiB..64GiB"
                }
            problems.add(
                "the row names fewer than two values of \(axis); write a list, or a range such as \(axis): \(example)",
                at: tree)
            return nil
        }
        return axis
    }
}

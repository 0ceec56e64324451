// SPDX-License-Identifier: Apache-2.0

extension Sequence where Element: Equatable {
    /// Each element once, in the order of the first occurrences. Compares each element with all before it, so it is for
    /// short lists.
    public func uniqued() -> [Element] { reduce(into: []) { if !$0.contains($1) { $0.append($1) } } }
}

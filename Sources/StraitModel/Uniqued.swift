// SPDX-License-Identifier: Apache-2.0

extension Sequence where Element: Equatable {
    /// Each element once, in the order of the first of its kind. Each is compared with all before it: for the short lists that a person
    /// reads.
    public func uniqued() -> [Element] { reduce(into: []) { if !$0.contains($1) { $0.append($1) } } }
}

// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// One side of a comparison: a run, or the cells of one kernel in it.
public struct ComparisonSide: Sendable {
    /// What was asked.
    public var record: RunRecord
    /// What became of it.
    public var results: [CellResult]
    /// The configuration's name of the kernel, where only its cells count.
    public var kernel: String?
    /// Whether a control without a result speaks against the run: not while it goes on.
    public var isEnded: Bool

    /// A side.
    public init(record: RunRecord, results: [CellResult], kernel: String? = nil, isEnded: Bool = true) {
        self.record = record.needed(given: results)
        self.results = results
        self.kernel = kernel
        self.isEnded = isEnded
    }

    /// Why the run cannot be trusted, all of its cells counted, whichever kernel is compared.
    var objections: [Objection] { record.objections(to: results, ended: isEnded) }

    /// Names of the kernels that a run's cells have, in the order of their first cells.
    public var kernels: [String] {
        record.cells.map(\.kernel).uniqued()
    }
}

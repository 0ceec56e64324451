// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// One side of a comparison: a run, or the cells of one kernel in it.
public struct ComparisonSide: Sendable {
    /// What was requested.
    public var record: RunRecord
    /// The results.
    public var results: [CellResult]
    /// The configuration's name of the kernel, if only its cells are compared.
    public var kernel: String?
    /// Whether the run has ended. Only then is a control without a result an objection.
    public var isEnded: Bool

    /// Makes a side.
    public init(record: RunRecord, results: [CellResult], kernel: String? = nil, isEnded: Bool = true) {
        self.record = record.needed(given: results)
        self.results = results
        self.kernel = kernel
        self.isEnded = isEnded
    }

    /// Reasons not to trust the run, from all of its cells, whichever kernel is compared.
    var objections: [Objection] { record.objections(to: results, ended: isEnded) }

    /// Names of the kernels of a run's cells, in the order of their first cells.
    public var kernels: [String] {
        record.cells.map(\.kernel).uniqued()
    }
}

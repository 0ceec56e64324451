// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// A rule with its place in the file, because only the cells show whether it has an effect.
struct PlacedRule<Content: Sendable & Equatable>: Sendable, Equatable {
    let content: Content
    let place: StraitError.Place
}

/// A row of the matrix: all combinations of its values.
struct MatrixRow: Sendable, Equatable {
    var architectures: [Architecture]
    var settings: Settings
    /// The axis to search; nil if every value is run.
    var search: String?
    /// The suites of its cells, if the row names them.
    var suites: [SuiteRequest]?
    /// How its cells load `test_hmm`, where it says so itself.
    var testHMM: TestHMMRequest?
}

extension MatrixRow {
    /// The most cells of a matrix. More is a mistake, and expanding it would use up the memory.
    static let mostCells = 250_000

    /// How many cells the row has, including duplicates of other rows; `Int.max` if the number is too large.
    var count: Int {
        architectures.reduce(0) { total, architecture in
            let factors = Axis.all(of: architecture).map { settings.axes[$0.name]?.count ?? 1 }
            let sizes = search == Search.deviceMemory ? settings.deviceMemory?.count ?? 1 : 1
            let cells = factors.reduce((settings.kernels?.count ?? 1) * sizes) { product, factor in
                let (product, overflow) = product.multipliedReportingOverflow(by: factor)
                return overflow ? .max : product
            }
            let (sum, overflow) = total.addingReportingOverflow(cells)
            return overflow ? .max : sum
        }
    }
}

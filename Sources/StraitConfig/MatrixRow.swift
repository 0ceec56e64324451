// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// Something that a configuration says of cells, with its place: that it says it of none can only be told when there are cells.
struct PlacedRule<Content: Sendable & Equatable>: Sendable, Equatable {
    let content: Content
    let place: StraitError.Place
}

/// A row of the matrix: the product of its axes.
struct MatrixRow: Sendable, Equatable {
    let architectures: [Architecture]
    let settings: Settings
    /// The axis whose boundary is looked for; nil: every value is asked about.
    var search: String?
    /// The suites that its cells run, where it says so itself.
    var suites: [SuiteRequest]?
}

extension MatrixRow {
    /// The most cells of a matrix: beyond that it is a slip, and expanding it would take the machine's memory.
    static let mostCells = 250_000

    /// How many cells a row has, before those that another row has too are dropped; `Int.max` for what cannot be counted.
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

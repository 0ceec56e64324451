// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// Where a pair stands in the matrix: its architecture, and what its cells request, by the names of the dimensions.
/// Layouts of one question (`random x5`) stand at one place.
package struct PairPlace: Sendable, Hashable {
    /// The architecture.
    package let architecture: Architecture
    /// The value of each dimension that has one, by its name.
    package let values: [String: AxisValue]

    /// The place of a cell. Where kernels are compared (`byKernel`), the kernel is not a part of it.
    init(_ cell: ShownCell, byKernel: Bool) {
        architecture = cell.architecture
        var values = cell.asked
        for dimension in Dimension.all(of: cell.architecture) where Axis.named(dimension.name) == nil {
            values[dimension.name] = dimension.value(cell)
        }
        if byKernel { values[Dimension.kernelName] = nil }
        self.values = values
    }
}

/// Cells that have every combination of some values: what a reader is told in place of their ids.
package struct CellBlock: Sendable, Equatable {
    /// The values that the cells have of a dimension; nil is what the machine has by itself.
    package struct Choice: Sendable, Equatable {
        /// The dimension's name.
        package let dimension: String
        /// The values, in the order in which a reader expects them.
        package let values: [AxisValue?]
    }

    /// The architecture.
    package let architecture: Architecture
    /// What sets them apart from the other cells of the architecture; empty for all of them.
    package let choices: [Choice]
    /// How many cells they are.
    package let count: Int
    /// How many cells of the comparison have these values: more where layouts of one question differ.
    package let total: Int
}

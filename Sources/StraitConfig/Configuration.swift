// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// A configuration that has been read and checked: every single value is possible. Impossible combinations are found
/// for each cell.
public struct Configuration: Sendable, Equatable {
    /// Its name, part of the names of its runs.
    public let name: String
    /// The kernels that it names, in the order of the file.
    public let kernels: [KernelRequest]
    /// The workload of its cells, unless a row has another one.
    public let workload: WorkloadRequest
    /// The rows of the matrix, with the defaults filled in.
    let rows: [MatrixRow]
    /// The rules that remove cells.
    let exclusions: [PlacedRule<CellMatch>]
    /// The rules that add cells; these are not removed again.
    let inclusions: [PlacedRule<MatrixRow>]
    /// The expectations; the first rule that fits a cell applies.
    let expectations: [PlacedRule<ExpectationRule>]
    /// The kernel for the controls; nil for no controls.
    let controlKernel: String?
    /// Settings of `strait nightly`.
    public let nightly: NightlySettings
}

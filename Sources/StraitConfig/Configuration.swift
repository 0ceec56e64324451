// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// A configuration file, read and checked: every value in it is possible by itself. What a combination of values cannot be is for
/// the cells to say.
public struct Configuration: Sendable, Equatable {
    /// Its name, which becomes part of the names of its runs.
    public let name: String
    /// The kernels that it names, in the order of the file.
    public let kernels: [KernelRequest]
    /// What its cells ask of their guests, where a row says nothing else.
    public let workload: WorkloadRequest
    /// The rows of the matrix, with the defaults filled in.
    let rows: [MatrixRow]
    /// What takes cells of the rows away.
    let exclusions: [PlacedRule<CellMatch>]
    /// What adds cells after that; nothing takes these away.
    let inclusions: [PlacedRule<MatrixRow>]
    /// What the cells will do; the first rule that fits a cell is its.
    let expectations: [PlacedRule<ExpectationRule>]
    /// The kernel that the controls run on; nil: there are none.
    let controlKernel: String?
    /// What `strait nightly` does besides.
    public let nightly: NightlySettings
}

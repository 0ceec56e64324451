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
    let rows: [Row]
    /// What takes cells of the rows away.
    let exclusions: [Rule<CellMatch>]
    /// What adds cells after that; nothing takes these away.
    let inclusions: [Rule<Row>]
    /// What the cells will do; the first rule that fits a cell is its.
    let expectations: [Rule<ExpectationRule>]
    /// The kernel that the controls run on; nil: there are none.
    let controlKernel: String?
    /// What `strait nightly` does besides.
    public let nightly: NightlySettings

    /// Something that a configuration says of cells, with its place: that it says it of none can only be told when there are cells.
    struct Rule<Content: Sendable & Equatable>: Sendable, Equatable {
        let content: Content
        let place: StraitError.Place
    }

    /// A row of the matrix: the product of its axes.
    struct Row: Sendable, Equatable {
        let architectures: [Architecture]
        let settings: Settings
        /// The axis whose boundary is looked for; nil: every value is asked about.
        var search: String?
        /// The suites that its cells run, where it says so itself.
        var suites: [SuiteRequest]?
    }
}

// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// A cell of a run, with its result if there is one.
package struct ShownCell: Sendable {
    /// Its position in a group: one of the layouts of `random x5`, or one of the boots of `seed:7 x3`.
    package struct Draw: Sendable {
        /// The group.
        package let group: PlannedGroup
        /// The cell's entry in the group.
        package let member: PlannedGroup.Member

        /// Whether the group repeats one layout.
        package var isReplay: Bool { group.kind == .replay }
    }

    /// The cell's id.
    package let id: String
    /// The architecture.
    package let architecture: Architecture
    /// The configuration's name of the kernel.
    package let kernel: String
    /// The value of each axis, as requested.
    package let requested: [String: AxisValue]
    /// The same with the group's value (`random x5`) in place of the cell's own, so that all cells of a group are
    /// equal.
    package let asked: [String: AxisValue]
    /// Its position in a group; nil for a single cell.
    package let draw: Draw?
    /// What it runs in the guest.
    package let workload: WorkloadRequest
    /// What it has to prove about strait; nil for a cell that tests a kernel.
    package let control: Control?
    /// Its result; nil if there is none yet.
    package let result: CellResult?
    // Copies of what the result contains: the optimizer of Swift 6.3 crashes on a long chain of optionals in so large a
    // value.
    /// The result's outcome.
    package let outcome: Outcome?
    /// The result's verdict.
    package let verdict: CellVerdict?
    /// The result's answers to the three questions; nil if there is no result.
    package let answers: CellAnswers?

    /// Makes a cell to show.
    package init(_ cell: Cell, draw: Draw? = nil, result: CellResult? = nil) {
        id = cell.id
        architecture = cell.architecture
        kernel = cell.kernel
        requested = cell.requested
        self.draw = draw
        asked = Self.asked(requested, draw)
        control = cell.control
        workload = cell.workload
        self.result = result
        outcome = result?.outcome
        verdict = result?.verdict
        // In older results they follow from the rest, so they are worked out once.
        answers = result?.answers(asked: cell.workload)
    }

    private static func asked(_ requested: [String: AxisValue], _ draw: Draw?) -> [String: AxisValue] {
        guard let group = draw?.group, let axis = group.axis, let question = group.question else { return requested }
        return requested.merging([axis: question]) { $1 }
    }

    /// Whether its verdict is that of a rule of the configuration; if not, it is one against the run before.
    package var hasRule: Bool { verdict == .asExpected || result?.expectation != nil }

    /// The device memory that it requests.
    package var deviceMemory: [DeviceMemoryRequest] { workload.deviceMemory }

    /// The address width in bits: as the guest shows it, else as requested, else that of the CPU model; nil if it is
    /// unknown.
    package var physBits: Int? {
        let platform = architecture.platform
        // The width's own axis comes before the CPU model, which implies a width.
        let axes = Axis.all(of: architecture).reversed()
        let shown = axes.lazy.compactMap { axis in result?.effective[axis.name].flatMap { axis.bits($0, platform) } }
        let asked = axes.lazy.compactMap { axis in requested[axis.name].flatMap { axis.bits($0, platform) } }
        return shown.first ?? asked.first
    }

    /// All cells of a run in the order of the matrix, controls included.
    package static func all(_ record: RunRecord, _ results: [CellResult]) -> [ShownCell] {
        let results = Dictionary(results.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let draws = draws(of: record.groups)
        return record.cells.map { ShownCell($0, draw: draws[$0.id], result: results[$0.id]) }
    }

    static func draws(of groups: [PlannedGroup]) -> [String: Draw] {
        let members = groups.filter { $0.kind != .repeats }.flatMap { group in
            group.members.map { ($0.cell, Draw(group: group, member: $0)) }
        }
        return Dictionary(members, uniquingKeysWith: { first, _ in first })
    }
}

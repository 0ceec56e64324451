// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// A cell of a run: with its result, or still without one.
package struct ShownCell: Sendable {
    /// Its place in a group: one of the layouts of `random x5`, one of the boots of `seed:7 x3`.
    package struct Draw: Sendable {
        package let group: PlannedGroup
        package let member: PlannedGroup.Member

        package var isReplay: Bool { group.kind == .replay }
    }

    package let id: String
    package let architecture: Architecture
    package let kernel: String
    package let requested: [String: AxisValue]
    /// The same with the question in place of one of its layouts or boots: what the cells of one question have in common.
    package let asked: [String: AxisValue]
    /// Which of a question's cells it is; nil for a cell that is a question of its own.
    package let draw: Draw?
    package let workload: WorkloadRequest
    package let control: Control?
    package let result: CellResult?
    // Kept beside the result, though they are in it: the optimizer of Swift 6.3 breaks off where it looks through a chain of
    // optionals in so large a value.
    package let outcome: Outcome?
    package let verdict: CellVerdict?

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
    }

    private static func asked(_ requested: [String: AxisValue], _ draw: Draw?) -> [String: AxisValue] {
        guard let group = draw?.group, let axis = group.axis, let question = group.question else { return requested }
        return requested.merging([axis: question]) { $1 }
    }

    package var deviceMemory: [DeviceMemoryRequest] { workload.deviceMemory }

    /// The address width in bits: as the guest shows it, else as asked for, else the CPU model's.
    package var physBits: Int? {
        let platform = architecture.platform
        // The width itself before the CPU model that brings one.
        let axes = Axis.all(of: architecture).reversed()
        let shown = axes.lazy.compactMap { axis in result?.effective[axis.name].flatMap { axis.bits($0, platform) } }
        let asked = axes.lazy.compactMap { axis in requested[axis.name].flatMap { axis.bits($0, platform) } }
        return shown.first ?? asked.first
    }

    /// Every cell of a run in the matrix's order, the controls too.
    package static func all(_ record: RunRecord, _ results: [CellResult]) -> [ShownCell] {
        let results = Dictionary(results.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let draws = draws(of: record.groups)
        return record.cells.map { ShownCell($0, draw: draws[$0.id], result: results[$0.id]) }
    }

    private static func draws(of groups: [PlannedGroup]) -> [String: Draw] {
        let members = groups.filter { $0.kind != .repeats }.flatMap { group in
            group.members.map { ($0.cell, Draw(group: group, member: $0)) }
        }
        return Dictionary(members, uniquingKeysWith: { first, _ in first })
    }
}

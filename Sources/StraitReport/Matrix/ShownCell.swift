// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// A cell as the report knows it: with its result, or still without one.
struct ShownCell {
    /// Its place in a group: one of the layouts of `random x5`, one of the boots of `seed:7 x3`.
    struct Draw {
        let group: PlannedGroup
        let member: PlannedGroup.Member

        var isReplay: Bool { group.kind == .replay }
    }

    let id: String
    let architecture: Architecture
    let kernel: String
    let requested: [String: AxisValue]
    /// The same with the question in place of one of its layouts or boots: what the cells of one question have in common.
    let asked: [String: AxisValue]
    /// Which of a question's cells it is; nil for a cell that is a question of its own.
    let draw: Draw?
    let workload: WorkloadRequest
    let control: Control?
    let result: CellResult?
    // Kept beside the result, though they are in it: the optimizer of Swift 6.3 breaks off where it looks through a chain of
    // optionals in so large a value.
    let outcome: Outcome?
    let verdict: CellVerdict?

    init(_ cell: Cell, draw: Draw? = nil, result: CellResult? = nil) {
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

    var deviceMemory: [DeviceMemoryRequest] { workload.deviceMemory }

    /// The address width in bits: as the guest shows it, else as asked for, else the CPU model's.
    var physBits: Int? {
        let known = result?.effective["physBits"]?.integer ?? requested["physBits"]?.integer
        return known ?? architecture.row.cpus.first { $0.name == requested["cpu"]?.text }?.physBits
    }

    /// What a square says besides its outcome: the kernel's answer, or how much it grants.
    var note: String? {
        guard let result else { return nil }
        if result.outcome == .passed {
            // Beside the square of a kernel that is limited by addresses, and not to be taken for less.
            return result.capacity.map { Words.size($0.largestMiB) + ($0.isLimitedByRAM ? " by RAM" : "") }
        }
        if result.outcome == .unsupported { return nil }
        return result.errno.map { "\(result.rung.rawValue) \($0)" } ?? result.rung.rawValue
    }

    /// The whole reason in a line, with what was expected where that is worth a word.
    var reason: String {
        guard let verdict, let expectation = result?.expectation else {
            return verdict.map { $0.isUnexpected ? "\(Words.word($0)): \(ending)" : ending } ?? ending
        }
        if verdict.isUnexpected { return "\(Words.word(verdict)): \(ending); expected: \(expectation.description)" }
        return outcome == .passed ? ending : "\(Words.word(verdict)): \(ending)"
    }

    /// How it ended.
    private var ending: String {
        guard let result else { return "no result yet" }
        let granted = result.capacity.map { "; the largest region is \(Words.size($0.largestMiB))" } ?? ""
        if result.outcome == .passed { return "passed" + granted }
        let errno = result.errno.map { " with \($0)" } ?? ""
        let place = result.outcome == .unsupported ? "" : " at \(result.rung.rawValue)\(errno)"
        return "\(result.outcome.rawValue)\(place)" + (result.cause.map { ": \($0)" } ?? "")
    }

    /// Every cell of a run in the matrix's order, the controls too.
    static func all(_ input: ReportInput) -> [ShownCell] {
        let results = Dictionary(input.results.cells.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let draws = draws(of: input.record.groups)
        return input.record.cells.map { ShownCell($0, draw: draws[$0.id], result: results[$0.id]) }
    }

    private static func draws(of groups: [PlannedGroup]) -> [String: Draw] {
        let members = groups.filter { $0.kind != .repeats }.flatMap { group in
            group.members.map { ($0.cell, Draw(group: group, member: $0)) }
        }
        return Dictionary(members, uniquingKeysWith: { first, _ in first })
    }
}

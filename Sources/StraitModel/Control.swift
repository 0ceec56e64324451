// SPDX-License-Identifier: Apache-2.0

/// A cell whose outcome is known beforehand: where it comes to another, strait judges wrongly, and so may every other verdict of the
/// run be. All of them are x86_64, where a width can be set.
public enum Control: String, Sendable, Codable, CaseIterable {
    /// There is no room for device memory in 32 bits.
    case mustFail = "must-fail"
    /// There is plenty in 46.
    case mustPass = "must-pass"
    /// The kernel finds nothing to start.
    case mustPanic = "must-panic"
    /// QEMU is killed under it, by strait's own hand but behind its back.
    case mustDie = "must-die"

    /// The cell, on a kernel of the configuration.
    public func cell(kernel: String) -> Cell {
        var requested: [String: AxisValue] = [Axis.kaslr.name: .text("off")]
        switch self {
        case .mustFail: requested["physBits"] = .integer(32)
        case .mustPass: requested["physBits"] = .integer(46)
        // No such program, so the kernel looks for a root device, of which there is none either.
        case .mustPanic: requested["cmdline"] = .text("rdinit=/nothing")
        case .mustDie: break
        }
        // The probe decides; the kernel's own tests would only take their time.
        let machine = Cell(
            architecture: .x86_64, kernel: kernel, requested: requested, workload: WorkloadRequest(suites: []))
        // What the matrix asks for may be the same machine, and is another cell.
        var cell = machine.marked("control-\(rawValue)")
        cell.control = self
        return cell
    }

    /// How the cell has to end, for a sentence: it has to `fail at reserve (ERANGE)`.
    public var demand: String {
        switch self {
        case .mustFail: "fail at reserve (ERANGE)"
        case .mustPass: "pass"
        case .mustPanic: "crash with a kernel panic"
        case .mustDie: "end as trouble of the infrastructure, at the first attempt"
        }
    }

    /// Whether the cell ended as it has to.
    public func isMet(by result: CellResult) -> Bool {
        switch self {
        case .mustFail: (result.outcome, result.rung, result.errno) == (.failed, .reserve, "ERANGE")
        case .mustPass: result.outcome == .passed
        case .mustPanic: result.outcome == .crashed && result.reports.contains { $0.kind == .panic }
        // Before login QEMU would have died of something else.
        case .mustDie: result.outcome == .infrastructure && result.rung > .login && result.attempts == 1
        }
    }

    /// Why the results cannot be trusted, one sentence for each control among the `cells` that was judged wrongly; empty where all
    /// are as they have to be.
    public static func objections(to results: [CellResult], cells: [Cell]) -> [String] {
        let byID = Dictionary(results.map { ($0.id, $0) }) { first, _ in first }
        return cells.compactMap { cell in
            guard let control = cell.control else { return nil }
            let id = cell.id
            guard let result = byID[id] else {
                return "the control \(id) has to \(control.demand), and has no result"
            }
            guard !control.isMet(by: result) else { return nil }
            return "the control \(id) has to \(control.demand), and came to \(result.answer.description)"
                + (result.cause.map { ": \($0)" } ?? "")
        }
    }
}

extension RunRecord {
    /// A sentence for each control that did not end as it has to. A run that has not come to its end (`ended`) has not come to all of
    /// its controls.
    public func unmetControls(_ results: [CellResult], ended: Bool) -> [String] {
        let known = Set(results.map(\.id))
        return Control.objections(to: results, cells: cells.filter { ended || known.contains($0.id) })
    }

    /// Why none of the run's results can be trusted, a sentence each: a control that did not end as it has to, a seed that does not
    /// replay. Empty where there is no reason. A run that has not come to its end (`ended`) has not come to all of its controls.
    public func objections(to results: [CellResult], ended: Bool) -> [String] {
        unmetControls(results, ended: ended)
            + ReplayGroup.all(of: results, in: cells).compactMap(\.objection)
    }
}

// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// A reason not to trust a run's results.
public enum Objection: Sendable, Equatable {
    /// A control that did not end as it has to; without an `answer` it has no result.
    case control(Control, cell: String, answer: CellAnswer?, cause: String?)
    /// A seed that was booted several times and showed more than one layout.
    case replay(ReplayGroup)
}

extension Control {
    /// Whether the cell ended as the control has to.
    public func isMet(by result: CellResult) -> Bool {
        switch self {
        case .mustFail: (result.outcome, result.rung, result.errno) == (.failed, .reserve, .erange)
        case .mustPass: result.outcome == .passed
        case .mustPanic: result.outcome == .crashed && result.reports.contains { $0.kind == .panic }
        // After the login: before it QEMU would have died for another reason.
        case .mustDie: result.outcome == .infrastructure && result.rung > .login && result.attempts == 1
        }
    }

    /// One objection for each control among `cells` that did not end as it has to.
    public static func objections(to results: [CellResult], cells: [Cell]) -> [Objection] {
        let byID = Dictionary(results.map { ($0.id, $0) }) { first, _ in first }
        return cells.compactMap { cell in
            guard let control = cell.control else { return nil }
            let result = byID[cell.id]
            if let result, control.isMet(by: result) { return nil }
            return .control(control, cell: cell.id, answer: result?.answer, cause: result?.cause)
        }
    }
}

extension RunRecord {
    /// The controls that did not end as they have to. While the run goes on (`ended` is false), controls without a
    /// result are left out.
    public func unmetControls(_ results: [CellResult], ended: Bool) -> [Objection] {
        let known = Set(results.map(\.id))
        return Control.objections(to: results, cells: cells.filter { ended || known.contains($0.id) })
    }

    /// Reasons not to trust the run: controls that did not end as they have to, and seeds that do not replay. While the
    /// run goes on (`ended` is false), controls without a result are left out.
    public func objections(to results: [CellResult], ended: Bool) -> [Objection] {
        unmetControls(results, ended: ended)
            + ReplayGroup.all(of: results, in: cells).filter(\.isBroken).map(Objection.replay)
    }
}

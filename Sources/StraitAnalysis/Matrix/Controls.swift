// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// The cells whose outcome is known beforehand. They show whether the rest of the run can be trusted.
package struct Controls: Sendable {
    /// The controls, in the order of the matrix. They are not counted among the cells that test a kernel.
    package let cells: [ShownCell]
    /// Reasons not to trust the run; empty if every control ended as it has to and every repeated seed had one layout.
    package var objections: [Objection] { unmet + replays }
    /// The controls that did not end as they have to.
    package let unmet: [Objection]
    /// The seeds that showed more than one layout.
    package let replays: [Objection]

    /// Sorts out the controls. `ended`: whether the run is over; only then is a control without a result an objection.
    init(_ all: [ShownCell], of record: RunRecord, ended: Bool) {
        cells = all.filter { $0.control != nil }
        let results = all.compactMap(\.result)
        unmet = record.unmetControls(results, ended: ended)
        replays = ReplayGroup.all(of: results, in: record.cells).filter(\.isBroken).map(Objection.replay)
    }

    /// How many controls ended as they have to.
    package var met: Int { cells.count { cell in cell.result.map { cell.control?.isMet(by: $0) == true } ?? false } }

}

/// The cells of a run, separated into tests of a kernel and controls.
package struct RunCells: Sendable {
    /// The cells that test a kernel.
    package let asked: [ShownCell]
    /// The cells that test strait's own judgement.
    package let controls: Controls

    /// Separates the cells of a run.
    package init(_ record: RunRecord, _ results: RunResults) {
        let all = ShownCell.all(record, results.cells)
        asked = all.filter { $0.control == nil }
        controls = Controls(all, of: record, ended: results.finished != nil)
    }
}

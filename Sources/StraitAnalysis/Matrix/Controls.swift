// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// The cells whose outcome is known beforehand, and whether the rest of a run can be believed because of them.
package struct Controls: Sendable {
    /// The controls, in the order of the matrix; apart from the cells that ask about a kernel, and never counted among them.
    package let cells: [ShownCell]
    /// Why nothing in the run can be trusted; empty where every control ended as it has to, and every seed that was booted more than
    /// once had one layout.
    package var objections: [Objection] { unmet + replays }
    /// The controls that did not end as they have to.
    package let unmet: [Objection]
    /// The seeds that do not replay.
    package let replays: [Objection]

    /// A run that goes on has not come to all of its controls: one without a result is an objection only at the end.
    init(_ all: [ShownCell], of record: RunRecord, ended: Bool) {
        cells = all.filter { $0.control != nil }
        let results = all.compactMap(\.result)
        unmet = record.unmetControls(results, ended: ended)
        replays = ReplayGroup.all(of: results, in: record.cells).filter(\.isBroken).map(Objection.replay)
    }

    /// How many ended as they have to.
    package var met: Int { cells.count { cell in cell.result.map { cell.control?.isMet(by: $0) == true } ?? false } }

}

/// The cells of a run, sorted by what they are for.
package struct RunCells: Sendable {
    /// Those that ask about a kernel.
    package let asked: [ShownCell]
    /// Those that show whether strait judges rightly.
    package let controls: Controls

    package init(_ record: RunRecord, _ results: RunResults) {
        let all = ShownCell.all(record, results.cells)
        asked = all.filter { $0.control == nil }
        controls = Controls(all, of: record, ended: results.finished != nil)
    }
}

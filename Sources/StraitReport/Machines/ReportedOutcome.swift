// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

extension CellResult {
    /// What other machines are told that a cell came to. A control that ended as it has to is fine, whatever that end is, and one that
    /// did not is trouble of strait's own: neither says anything of the kernel.
    var reported: Outcome { control.map { $0.isMet(by: self) ? .passed : .infrastructure } ?? outcome }

    /// Whether it could not be tried though that was expected of it: strait exits with 1 for it, so it is not skipped for others.
    var isLost: Bool { reported == .unsupported && verdict?.isUnexpected == true }
}

extension ReportInput {
    /// What is wrong with the run and no cell's own trouble: the seeds that do not replay, by name, each with its sentence. Other
    /// machines count them as errors; a control that ended otherwise than it has to is one already.
    var replayErrors: [(name: String, objection: String)] {
        ReplayGroup.all(of: results.cells, in: record.cells).filter(\.isBroken).map { group in
            ("\(group.name),seed-\(group.seed)", Objection.replay(group).sentence)
        }
    }
}

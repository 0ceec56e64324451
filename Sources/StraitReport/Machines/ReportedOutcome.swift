// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

extension CellResult {
    /// The outcome for other programs. A control that ended as it has to counts as passed, whatever its outcome; any
    /// other control is infrastructure trouble. Neither says anything about the kernel.
    var reported: Outcome { control.map { $0.isMet(by: self) ? .passed : .infrastructure } ?? outcome }

    /// Whether it is unsupported although it was expected to run. strait exits with 1 for it, so it must not look
    /// skipped.
    var isLost: Bool { reported == .unsupported && verdict?.isUnexpected == true }
}

extension ReportInput {
    /// The problems of the run as a whole: the seeds that do not replay, each with its name and sentence. They count as
    /// errors. A control that ended wrongly is already an error of its own.
    var replayErrors: [(name: String, objection: String)] {
        ReplayGroup.all(of: results.cells, in: record.cells).filter(\.isBroken).map { group in
            ("\(group.name),seed-\(group.seed)", Objection.replay(group).sentence)
        }
    }
}

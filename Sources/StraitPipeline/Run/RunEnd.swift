// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel
import StraitStore

/// Writes the end of a run.
struct RunEnd {
    let directory: RunDirectory
    let history: RunHistory

    /// Writes the results, the reports and the history. `finished` is the end time; nil if the run was cut off. Returns
    /// the results as read back from the directory.
    func write(finished: String?) throws -> RunResults {
        try directory.writeResults(finished: finished, always: true)
        _ = try RunReport.write(to: directory)
        history.keep(directory)
        let cells = try directory.results().cells
        let record = directory.record
        return RunResults(
            id: record.id, started: record.started, finished: finished, cells: cells,
            searches: record.searchResults(cells))
    }
}

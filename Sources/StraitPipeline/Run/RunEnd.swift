// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel
import StraitStore

/// The end of a run: what is written when nothing more will come.
struct RunEnd {
    let directory: RunDirectory
    let history: RunHistory

    /// Writes the results, the reports and the history; `finished` is when the run ended, nil where it was cut off. Gives what was
    /// written: what the directory has is the truth, and nothing else.
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

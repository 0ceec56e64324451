// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel
import StraitStore

/// How long a run will take on this host, by the newest run of the same configuration that is still there.
public struct RunEstimate: Sendable {
    /// The estimate.
    public let time: TimeEstimate
    /// How many guests run at once.
    public let jobs: Int
    /// The id of the run that it is taken from.
    public let run: String

    /// Nil if the history has no run of that name whose directory is still there. `jobs`: nil for as many as this host runs.
    /// Errors: those of reading the history.
    public init?(_ matrix: Matrix, jobs: Int?, locations: Locations) throws {
        let jobs = jobs ?? HostCapacity.measured().jobs(for: matrix.cells.filter { $0.unsupported == nil })
        for earlier in try HistoryStore(at: locations.history).runs(of: matrix.name).reversed() {
            // A run can be moved or removed after it was added.
            guard let results = try? RunDirectory.open(at: earlier.directory).results(),
                let time = TimeEstimate(
                    cells: matrix.cells, searches: matrix.searches, results: results.cells, jobs: jobs)
            else { continue }
            (self.time, self.jobs, run) = (time, jobs, earlier.id)
            return
        }
        return nil
    }
}

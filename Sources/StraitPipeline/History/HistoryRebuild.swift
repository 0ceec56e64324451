// SPDX-License-Identifier: Apache-2.0

import StraitConfig
import StraitModel
import StraitStore

/// Makes the history again from the directories of runs.
public struct HistoryRebuild: Sendable {
    /// What it came to.
    public struct Report: Sendable, Codable {
        /// How many runs were taken in.
        public var runs: Int
        /// Why others were not, or not all of their results; a sentence each.
        public var problems: [String]
    }

    private let paths: [String]

    /// Looks for runs in directories and below them. Errors: `request` where one of them cannot be read, or has no run.
    public init(of directories: [String]) throws {
        var found: [String] = []
        for directory in directories {
            guard let runs = RunFinder.paths(in: directory) else {
                throw StraitError(.request, "cannot read the directory \(directory)")
            }
            found += runs.map { directory + $0 }
        }
        guard !found.isEmpty else {
            throw StraitError(.request, "there is no run in \(directories.joined(separator: ", "))")
        }
        paths = found
    }

    /// Takes the place of what the history has: all of it, or nothing where that fails. Errors: `request` where no run can be taken in,
    /// and then the history is as it was.
    public func write(to store: HistoryStore) throws -> Report {
        var report = Report(runs: 0, problems: [])
        var seen: Set<String> = []
        // One run in memory at a time: thousands of large ones are more than a machine has.
        let runs = paths.lazy.compactMap { path -> HistoryStore.Run? in
            do {
                let directory = try RunDirectory.open(at: path)
                let record = directory.record
                // A part of a run is none of its configuration's, and an experiment is none at all.
                guard record.shard == nil, record.sequence != nil || record.name != OneCell.name else { return nil }
                let stored = try directory.results()
                let run = try HistoryStore.Run(directory, stored)
                guard seen.insert(record.id).inserted else {
                    report.problems.append("\(path): the run \(record.id) is there twice; this one is left out")
                    return nil
                }
                report.problems += stored.problems
                return run
            } catch {
                report.problems.append("\(path) is left out: \((error as? StraitError)?.description ?? "\(error)")")
                return nil
            }
        }
        report.runs = try store.rebuild(from: runs)
        guard report.runs > 0 else {
            throw StraitError(
                .request, "none of the runs can be taken in, so the history stays as it was",
                cause: report.problems.isEmpty
                    ? "they are parts of runs or experiments" : report.problems.joined(separator: "; "))
        }
        return report
    }
}

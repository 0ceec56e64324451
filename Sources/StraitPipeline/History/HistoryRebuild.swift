// SPDX-License-Identifier: Apache-2.0

import StraitConfig
import StraitModel
import StraitStore

/// Rebuilds the history from run directories.
public struct HistoryRebuild: Sendable {
    /// The result.
    public struct Report: Sendable, Codable {
        /// How many runs were added.
        public var runs: Int
        /// Why other runs, or some of their results, were left out; one sentence each.
        public var problems: [String]
    }

    private let paths: [String]
    /// Directories that could not be read, one sentence each.
    private let unread: [String]

    /// Finds the runs in directories and below them. Errors: `request` if a directory cannot be read or contains no
    /// run.
    public init(of directories: [String]) throws { try self.init(of: directories, finder: RunFinder()) }

    init(of directories: [String], finder: RunFinder) throws {
        var (paths, unread): ([String], [String]) = ([], [])
        for directory in directories {
            let found = try finder.runs(in: directory)
            paths += found.paths.map { directory + $0 }
            unread += found.problems
        }
        guard !paths.isEmpty else {
            throw StraitError(
                .request, "there is no run in \(directories.joined(separator: ", "))",
                cause: unread.isEmpty ? nil : unread.joined(separator: "; "))
        }
        (self.paths, self.unread) = (paths, unread)
    }

    /// Replaces the history in one transaction. Errors: `request` if no run can be added; then the history is
    /// unchanged.
    public func write(to store: HistoryStore) throws -> Report {
        var report = Report(runs: 0, problems: unread)
        var seen: Set<String> = []
        // One run in memory at a time, because there can be thousands of large ones.
        let runs = paths.lazy.compactMap { path -> HistoryStore.Run? in
            do {
                let directory = try RunDirectory.open(at: path)
                let record = directory.record
                // A part of a run, and an experiment, do not belong to the history.
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
                .request, "no run can be added, so the history is unchanged",
                cause: report.problems.isEmpty
                    ? "they are parts of runs or experiments" : report.problems.joined(separator: "; "))
        }
        return report
    }
}

// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel
import StraitStore

/// A run's access to the history. Its errors are reported but stop nothing, because the history can be rebuilt.
struct RunHistory: Sendable {
    private let store: HistoryStore?
    private let events: @Sendable (RunEvent) -> Void

    init(_ request: RunRequest, events: @escaping @Sendable (RunEvent) -> Void) {
        self.init(at: request.keepsHistory ? request.locations.history : nil, events: events)
    }

    /// Opens the history in a file; nil for no history.
    init(at path: String?, events: @escaping @Sendable (RunEvent) -> Void) {
        self.events = events
        guard let path else {
            store = nil
            return
        }
        do {
            store = try HistoryStore(at: path)
        } catch {
            store = nil
            Self.tell(error, events)
        }
    }

    /// Gives a new run its number after the last run of its configuration.
    func place(_ record: inout RunRecord) {
        guard let last = attempt({ try $0.last(of: record.name) }) else { return }
        record.since = last?.id
        record.sequence = (last?.sequence ?? 0) + 1
        // Two runs can start in the same second, or the clock can have been set back.
        if attempt({ try $0.run(record.id) != nil }) == true, let sequence = record.sequence {
            record.id += "-\(sequence)"
        }
    }

    /// What was known of its cells when the run began. Results since then are left out, so that a resumed run gets the
    /// same.
    func past(before record: RunRecord) -> [String: CellPast] {
        guard let since = record.since else { return [:] }
        let known = attempt { try $0.cells(of: record.name, through: since) } ?? []
        return Dictionary(known.map { ($0.cell, $0.past) }) { first, _ in first }
    }

    /// Adds the run, even if it was cut off.
    func keep(_ directory: RunDirectory) { _ = attempt { try $0.keep(HistoryStore.Run(directory)) } }

    private func attempt<Value>(_ body: (HistoryStore) throws -> Value) -> Value? {
        guard let store else { return nil }
        do {
            return try body(store)
        } catch {
            Self.tell(error, events)
            return nil
        }
    }

    private static func tell(_ error: any Error, _ events: (RunEvent) -> Void) {
        events(.note("\(error); `strait history rebuild` rebuilds it from the directories of runs"))
    }
}

extension HistoryStore.Run {
    /// Reads a run from its directory. A run that cannot be trusted gets its number, but no results.
    init(_ directory: RunDirectory) throws { try self.init(directory, directory.results()) }

    /// The same, from results that were already read.
    init(_ directory: RunDirectory, _ stored: StoredResults) throws {
        let finished = try directory.finished()
        let isTrusted = directory.record.objections(to: stored.cells, ended: finished != nil).isEmpty
        self.init(
            record: directory.record, finished: finished, cells: isTrusted ? stored.cells : [],
            directory: directory.path)
    }
}

// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel
import StraitStore

/// What a run has to do with the history. Trouble with it is told and stops nothing: the run's directory is the truth.
struct RunHistory {
    private let store: HistoryStore?
    private let events: @Sendable (RunEvent) -> Void

    init(_ request: RunRequest, events: @escaping @Sendable (RunEvent) -> Void) {
        self.init(at: request.keepsHistory ? request.locations.history : nil, events: events)
    }

    /// The history in a file; nil: none.
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

    /// Gives a new run its place behind the last one of its configuration.
    func place(_ record: inout RunRecord) {
        guard let last = attempt({ try $0.last(of: record.name) }) else { return }
        record.since = last?.id
        record.sequence = (last?.sequence ?? 0) + 1
        // Two runs may begin within one second, or with one that a clock has come back to.
        if attempt({ try $0.run(record.id) != nil }) == true, let sequence = record.sequence {
            record.id += "-\(sequence)"
        }
    }

    /// What was known of its cells when the run began. The same when it is resumed: what has come since is left out.
    func past(before record: RunRecord) -> [String: CellPast] {
        guard let since = record.since else { return [:] }
        let known = attempt { try $0.cells(of: record.name, through: since) } ?? []
        return Dictionary(known.map { ($0.cell, $0.past) }) { first, _ in first }
    }

    /// Keeps what the run has come to, also where it was cut off.
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
        events(.note("\(error); `strait history rebuild` makes it again from the directories of runs"))
    }
}

extension HistoryStore.Run {
    /// A run as its directory has it. One that cannot be trusted has its place among the runs, and nothing that is known because of it.
    init(_ directory: RunDirectory) throws { try self.init(directory, directory.results()) }

    /// The same from its results as they were read.
    init(_ directory: RunDirectory, _ stored: StoredResults) throws {
        let finished = try directory.finished()
        let isTrusted = directory.record.objections(to: stored.cells, ended: finished != nil).isEmpty
        self.init(
            record: directory.record, finished: finished, cells: isTrusted ? stored.cells : [],
            directory: directory.path)
    }
}

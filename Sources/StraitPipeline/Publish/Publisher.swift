// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitReport
import StraitSystem

/// Publishes a run: once, whatever happens on the way. What became of it is a file in the run's `publish/`, which is written before the
/// first try, so that the same command tries again what waits and leaves alone what was sent.
public struct Publisher: Sendable {
    private let run: PublishableRun
    private let place: any PublicationPlace
    /// What is nowhere shown or stored.
    private let secrets: [String]
    private let patience: Duration
    private let sleep: @Sendable (Duration) async throws -> Void
    private let tell: @Sendable (String) -> Void

    /// The first wait; each further one is twice as long.
    private static let firstWait = 2.0
    private static let longestWait = 120.0
    private static let lockPatience = Duration.seconds(30)

    /// `patience`: how long it is tried; `sleep` waits between two tries.
    public init(
        _ run: PublishableRun, to place: any PublicationPlace, secrets: [String], patience: Duration,
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
        tell: @escaping @Sendable (String) -> Void
    ) {
        self.run = run
        self.place = place
        self.secrets = secrets.filter { !$0.isEmpty }
        self.patience = patience
        self.sleep = sleep
        self.tell = tell
    }

    /// Publishes it, or finds that it is published. The record's state says how it ended.
    public func publish() async throws -> PublicationRecord {
        let directory = "\(run.directory.path)/publish"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let name = "\(place.kind)-\(Digest.of(place.identity).prefix(12))"
        let lock = try await FileLock.wait("\(directory)/.\(name).lock", .exclusive, deadline: Self.lockPatience)
        defer { withExtendedLifetime(lock) {} }
        let file = "\(directory)/\(name).json"
        var record = try known(file)
        guard record.state != .sent else {
            tell("already published \(record.tried.map { "at \($0)" } ?? "")")
            return record
        }
        record.state = .waiting
        try WholeFile.write(try JSON.encode(record), to: file)
        try await send(&record, file)
        return record
    }

    /// The record of the same content; a new one if there is none, or if it is of other content.
    private func known(_ file: String) throws -> PublicationRecord {
        let new = PublicationRecord(kind: place.kind, place: hidden(place.place), sha256: Digest.of(place.payload))
        guard let data = FileManager.default.contents(atPath: file) else { return new }
        // A damaged record is no proof that it was sent.
        guard let old = try? JSON.decode(PublicationRecord.self, data), old.sha256 == new.sha256 else { return new }
        return old
    }

    private func send(_ record: inout PublicationRecord, _ file: String) async throws {
        let end = ContinuousClock.now + patience
        var (wait, waited) = (Self.firstWait, Duration.zero)
        while true {
            let answer = try await attempt()
            record.attempts += 1
            record.tried = Date.now.formatted(.iso8601)
            let pause: Double
            switch answer {
            case .taken(let text): (record.state, record.answer, pause) = (.sent, clean(text), 0)
            case .refused(let text): (record.state, record.answer, pause) = (.refused, clean(text), 0)
            case .later(let text, let seconds):
                (record.answer, pause) = (clean(text), max(0, min(seconds ?? wait, 86_400)))
            }
            try WholeFile.write(try JSON.encode(record), to: file)
            guard record.state == .waiting else { return }
            guard ContinuousClock.now + .seconds(pause) < end, waited + .seconds(pause) < patience else { return }
            tell("\(record.answer ?? ""); trying again in \(Int(pause)) s")
            try await sleep(.seconds(pause))
            waited += .seconds(pause)
            wait = min(wait * 2, Self.longestWait)
        }
    }

    /// One try; trouble on the way is a reason to try again.
    private func attempt() async throws -> PublicationAnswer {
        do {
            return try await place.send()
        } catch let error as StraitError where error.kind != .request {
            return .later(error.description, seconds: nil)
        }
    }

    private func clean(_ text: String) -> String { Clean.line(hidden(text), limit: 400) }

    private func hidden(_ text: String) -> String {
        secrets.reduce(text) { $0.replacingOccurrences(of: $1, with: "…") }
    }
}

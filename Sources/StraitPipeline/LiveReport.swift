// SPDX-License-Identifier: Apache-2.0

import StraitModel
import StraitStore

/// The report of a run that goes on: written again whenever cells have finished, until the run ends.
public struct LiveReport: Sendable {
    /// Why it came to its end.
    public enum End: Sendable {
        /// The run has ended.
        case finished
        /// No strait works on the run any more, and it has not ended.
        case abandoned
        /// Whoever looked has had enough.
        case cancelled
    }

    /// Seconds after which the page loads itself again.
    private static let refresh = 5

    private let directory: RunDirectory
    private let make: @Sendable () throws -> RunReport
    private let write: @Sendable ([UInt8]) throws -> Void

    /// A live report of a run; `make` reads the run, `write` puts the page where it belongs.
    public init(
        of directory: RunDirectory, make: @escaping @Sendable () throws -> RunReport,
        write: @escaping @Sendable ([UInt8]) throws -> Void
    ) {
        self.directory = directory
        self.make = make
        self.write = write
    }

    /// Writes pages until the run ends or the task is cancelled; `first` is called once there is one. The last page stays as it is,
    /// and does not load itself again.
    public func follow(first: () async throws -> Void) async throws -> End {
        var shown = -1
        while true {
            // Asked before reading: whatever is written after the question is read, or asked for again.
            let isWritten = directory.isBeingWritten
            let count = directory.resultCount
            let start = ContinuousClock.now
            let report = try make()
            guard !report.isFinished, isWritten else {
                try write(report.html)
                if shown < 0 { try await first() }
                return report.isFinished ? .finished : .abandoned
            }
            try write(report.livePage(every: Self.refresh))
            if shown < 0 { try await first() }
            shown = count
            // A large run's page takes its time to make, and the guests need the machine more.
            let pause = max(.seconds(1), (ContinuousClock.now - start) * 10)
            guard await wait(pause, since: shown) else {
                try write(make().html)
                return .cancelled
            }
        }
    }

    /// Waits until there is something new; false when cancelled.
    private func wait(_ pause: Duration, since shown: Int) async -> Bool {
        repeat {
            do { try await Task.sleep(for: pause) } catch { return false }
        } while directory.isBeingWritten && directory.resultCount == shown
        return true
    }
}

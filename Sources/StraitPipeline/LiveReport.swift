// SPDX-License-Identifier: Apache-2.0

import StraitModel
import StraitStore

/// The report of a running run. It is rewritten when cells have finished, until the run ends.
public struct LiveReport: Sendable {
    /// Why the report ended.
    public enum End: Sendable {
        /// The run has ended.
        case finished
        /// No process works on the run any more, but it has not ended.
        case abandoned
        /// Interrupted by the user.
        case cancelled
    }

    /// Seconds after which the page reloads itself.
    private static let refresh = 5

    private let directory: RunDirectory
    private let make: @Sendable () throws -> RunReport
    private let write: @Sendable ([UInt8]) throws -> Void

    /// Makes a live report; `make` reads the run, `write` writes the page.
    public init(
        of directory: RunDirectory, make: @escaping @Sendable () throws -> RunReport,
        write: @escaping @Sendable ([UInt8]) throws -> Void
    ) {
        self.directory = directory
        self.make = make
        self.write = write
    }

    /// Writes pages until the run ends or the task is cancelled; `first` is called after the first one. The last page
    /// does not reload itself.
    public func follow(first: () async throws -> Void) async throws -> End {
        var shown = -1
        while true {
            // Asked before reading: a result written later is read now or in the next round.
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
            // The page of a large run takes long to make, and the guests need the processor.
            let pause = max(.seconds(1), (ContinuousClock.now - start) * 10)
            guard await wait(pause, since: shown) else {
                try write(make().html)
                return .cancelled
            }
        }
    }

    /// Waits until there is something new; false if the task is cancelled.
    private func wait(_ pause: Duration, since shown: Int) async -> Bool {
        repeat {
            do { try await Task.sleep(for: pause) } catch { return false }
        } while directory.isBeingWritten && directory.resultCount == shown
        return true
    }
}

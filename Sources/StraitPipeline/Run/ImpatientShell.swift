// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// A guest's shell that stops waiting for a command when the kernel breaks: after an oops a command may never end.
/// Later commands are waited for as usual, because the guest may still answer.
struct ImpatientShell: GuestShell {
    let shell: any GuestShell
    /// The first report after which the kernel cannot be trusted, and its time; nil while there is none.
    let fatal: @Sendable () -> (title: String, time: GuestClock.Instant)?
    /// How long a command may continue after that, for the rest of the report and of its own output.
    let grace: Duration

    private static let pause = Duration.milliseconds(100)

    func run(_ command: String, limit: Duration) async throws -> CommandResult {
        guard fatal() == nil else { return try await shell.run(command, limit: limit) }
        return try await withThrowingTaskGroup(of: CommandResult.self) { group in
            group.addTask { try await shell.run(command, limit: limit) }
            group.addTask { throw try await fault() }
            defer { group.cancelAll() }
            guard let result = try await group.next() else { throw CancellationError() }
            return result
        }
    }

    /// Waits until the kernel breaks, and for the grace period after that.
    private func fault() async throws -> StraitError {
        while true {
            try await Task.sleep(for: Self.pause)
            guard let fatal = fatal(), GuestClock.now - fatal.time > grace else { continue }
            return StraitError(
                .deadline, "the kernel cannot be trusted any more, and the command goes on", cause: fatal.title)
        }
    }
}

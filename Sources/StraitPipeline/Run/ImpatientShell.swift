// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// A guest's shell that does not wait for a command whose kernel has broken meanwhile: after an oops what the command waits for may never
/// come. What is asked after that is waited for as ever, since a guest may still have something to say.
struct ImpatientShell: GuestShell {
    let shell: any GuestShell
    /// The report after which the kernel cannot be trusted, and when it began; nil while there is none.
    let fatal: @Sendable () -> (title: String, time: GuestClock.Instant)?
    /// How long a command may still go on then: the rest of the report, and of the command's own output, are to come.
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

    /// Waits for the kernel to break, and for the grace after that.
    private func fault() async throws -> StraitError {
        while true {
            try await Task.sleep(for: Self.pause)
            guard let fatal = fatal(), GuestClock.now - fatal.time > grace else { continue }
            return StraitError(
                .deadline, "the kernel cannot be trusted any more, and the command goes on", cause: fatal.title)
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import StraitModel
import StraitSSH

/// A session with a guest: the workload's commands, and what a user does besides.
protocol GuestSession: GuestShell {
    /// Runs a command and passes on what it prints while it prints it; its exit status.
    func stream(
        _ command: String, limit: Duration, onOutput: @escaping @Sendable (OutputChunk) -> Void
    ) async throws -> Int?
    /// Runs the user's shell on a terminal in the guest; its exit status.
    func shell(on terminal: TerminalLink, limit: Duration) async throws -> Int?
    /// Ends it, with every command that still runs.
    func close() async
}

/// How a session with a guest comes about.
protocol GuestLogin: Sendable {
    /// Logs in over a connected socket, which it takes over, also when this fails. `name` is what logs call the guest. Errors: `deadline`,
    /// `guestGone`, `infrastructure`.
    func session(over socket: Int32, name: String, limit: Duration) async throws -> any GuestSession
}

/// Logs in by SSH, with the keys of a run.
struct SSHLogin: GuestLogin {
    let key: SSHKeyPair
    /// The public host key that every guest of the run has.
    let hostKey: String

    func session(over socket: Int32, name: String, limit: Duration) async throws -> any GuestSession {
        try await SSHSession.connect(descriptor: socket, hostKey: hostKey, key: key, limit: limit, name: name)
    }
}

extension SSHSession: GuestSession {
    func shell(on terminal: TerminalLink, limit: Duration) async throws -> Int? {
        try await self.terminal(
            type: terminal.type, size: TerminalSize(columns: terminal.size.columns, rows: terminal.size.rows),
            events: terminal.events, limit: limit, onOutput: terminal.output)
    }
}

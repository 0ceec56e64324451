// SPDX-License-Identifier: Apache-2.0

import StraitModel
import StraitSSH

/// A session with a guest, for the workload's commands and the user's.
protocol GuestSession: GuestShell {
    /// Runs a command and passes on its output as it comes; returns its exit status.
    func stream(
        _ command: String, limit: Duration, onOutput: @escaping @Sendable (OutputChunk) -> Void
    ) async throws -> Int?
    /// Runs the user's shell on a terminal in the guest; returns its exit status.
    func shell(on terminal: TerminalLink, limit: Duration) async throws -> Int?
    /// Ends the session and its running commands.
    func close() async
}

/// Opens sessions with guests.
protocol GuestLogin: Sendable {
    /// Logs in over a connected socket and takes ownership of it, also if this fails. `name` is the guest's name in
    /// logs. Errors: `deadline`, `guestGone`, `infrastructure`.
    func session(over socket: Int32, name: String, limit: Duration) async throws -> any GuestSession
}

/// Logs in over SSH with the keys of a run.
struct SSHLogin: GuestLogin {
    let key: SSHKeyPair
    /// The public host key of all guests of the run.
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

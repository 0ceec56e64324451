// SPDX-License-Identifier: Apache-2.0

/// The result of a command in a guest.
public struct CommandResult: Sendable, Equatable {
    /// Standard output, as bytes: a guest may print anything.
    public var output: [UInt8]
    /// Standard error, kept apart.
    public var errors: [UInt8]
    /// Exit status; nil if a signal ended it or the server did not say.
    public var status: Int?
    /// Whether output was cut at the limit.
    public var truncated: Bool

    /// Makes a result.
    public init(output: [UInt8], errors: [UInt8], status: Int?, truncated: Bool = false) {
        self.output = output
        self.errors = errors
        self.status = status
        self.truncated = truncated
    }

    /// Standard output as text; bytes that are not UTF-8 become U+FFFD.
    public var text: String { String(decoding: output, as: UTF8.self) }
    /// Standard error as text; bytes that are not UTF-8 become U+FFFD.
    public var errorText: String { String(decoding: errors, as: UTF8.self) }
}

/// Runs commands in a guest: all that a workload needs of SSH.
public protocol GuestShell: Sendable {
    /// Runs a command with the guest's `/bin/sh -c` and waits for its end.
    ///
    /// Throws a ``StraitError`` of kind `deadline` when `limit` passes, `guestGone` when the guest or the connection ends.
    func run(_ command: String, limit: Duration) async throws -> CommandResult
}

// SPDX-License-Identifier: Apache-2.0

import StraitSSH

/// What a user does at a terminal, as an interactive session takes it.
public typealias GuestTerminalEvent = TerminalEvent

/// A user's terminal, to be connected to one in a guest.
public struct TerminalLink: Sendable {
    /// The terminal's name (`$TERM`).
    public var type: String
    /// Characters in a row, and rows.
    public var size: (columns: Int, rows: Int)
    /// What the user does.
    public var events: AsyncStream<GuestTerminalEvent>
    /// Takes what the guest prints, as it comes.
    public var output: @Sendable ([UInt8]) -> Void

    /// A terminal.
    public init(
        type: String, size: (columns: Int, rows: Int), events: AsyncStream<GuestTerminalEvent>,
        output: @escaping @Sendable ([UInt8]) -> Void
    ) {
        self.type = type
        self.size = size
        self.events = events
        self.output = output
    }
}

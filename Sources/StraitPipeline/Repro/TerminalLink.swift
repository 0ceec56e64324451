// SPDX-License-Identifier: Apache-2.0

import StraitSSH

/// The user's input for an interactive session.
public typealias GuestTerminalEvent = TerminalEvent

/// The user's terminal, to be connected to one in a guest.
public struct TerminalLink: Sendable {
    /// The terminal's name (`$TERM`).
    public var type: String
    /// The number of characters in a row, and the number of rows.
    public var size: (columns: Int, rows: Int)
    /// The user's input.
    public var events: AsyncStream<GuestTerminalEvent>
    /// Shows the guest's output.
    public var output: @Sendable ([UInt8]) -> Void

    /// Makes a link.
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

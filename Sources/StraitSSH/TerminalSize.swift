// SPDX-License-Identifier: Apache-2.0

/// The size of a terminal, in characters.
public struct TerminalSize: Sendable, Equatable {
    /// Characters in a row.
    public var columns: Int
    /// Rows on the screen.
    public var rows: Int

    /// Makes a size.
    public init(columns: Int, rows: Int) {
        self.columns = columns
        self.rows = rows
    }
}

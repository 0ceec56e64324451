// SPDX-License-Identifier: Apache-2.0

import StraitModel
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

/// Something that is done in a guest before or after its workload, over the session that the workload has.
public struct GuestVisit: Sendable {
    /// When it is done.
    public enum Moment: String, Sendable, CaseIterable {
        /// The guest is logged in to, and nothing was asked of it yet.
        case before
        /// The workload is done, however it ended; the guest is ended after it.
        case after
    }

    /// Longer than anyone sits at a terminal: the session has no other end than the user's.
    private static let sitting = Duration.seconds(30 * 86400)

    let perform: @Sendable (Moment, SSHSession) async throws -> Void

    /// One command, whose output goes where the user's does; `ended` gets its exit status.
    public static func command(
        _ text: String, at moment: Moment, output: @escaping @Sendable ([UInt8]) -> Void,
        errors: @escaping @Sendable ([UInt8]) -> Void, ended: @escaping @Sendable (Int?) -> Void
    ) -> GuestVisit {
        GuestVisit { now, session in
            guard now == moment else { return }
            let status = try await session.stream(text, limit: sitting) { chunk in
                switch chunk {
                case .output(let bytes): output(bytes)
                case .errors(let bytes): errors(bytes)
                }
            }
            ended(status)
        }
    }

    /// An interactive shell; `open` is called when it is about to start and gives the terminal, `ended` gets its exit status.
    public static func shell(
        at moment: Moment, open: @escaping @Sendable () -> TerminalLink, ended: @escaping @Sendable (Int?) -> Void
    ) -> GuestVisit {
        GuestVisit { now, session in
            guard now == moment else { return }
            let link = open()
            let status = try await session.terminal(
                type: link.type, size: TerminalSize(columns: link.size.columns, rows: link.size.rows),
                events: link.events, limit: sitting, onOutput: link.output)
            ended(status)
        }
    }

    /// Tells how far the guest's kernel was moved, where it shows that, and stays in the guest until the task is cancelled.
    public static func debugging(_ tell: @escaping @Sendable (Address?) -> Void) -> GuestVisit {
        GuestVisit { now, session in
            switch now {
            case .before:
                let shown = try await session.run("grep -m 1 ' _text$' /proc/kallsyms", limit: sitting)
                tell(shown.text.split(separator: " ").first.flatMap { Address(hex: $0) })
            case .after: try await Task.sleep(for: sitting)
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import StraitModel
import StraitSSH

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

    let perform: @Sendable (Moment, any GuestSession) async throws -> Void

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
            ended(try await session.shell(on: open(), limit: sitting))
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

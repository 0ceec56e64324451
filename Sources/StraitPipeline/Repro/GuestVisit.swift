// SPDX-License-Identifier: Apache-2.0

import StraitModel
import StraitSSH

/// What a user does in a guest before or after its workload, over the workload's session.
public struct GuestVisit: Sendable {
    /// When it happens.
    public enum Moment: String, Sendable, CaseIterable {
        /// After the login, before the workload.
        case before
        /// After the workload, however that ended; then the guest is ended.
        case after
    }

    /// Longer than any interactive session, which only the user ends.
    private static let sitting = Duration.seconds(30 * 86400)

    let perform: @Sendable (Moment, any GuestSession) async throws -> Void

    /// Runs one command; its output goes to the user, and `ended` gets its exit status.
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

    /// Runs an interactive shell; `open` is called just before and returns the terminal, `ended` gets the exit status.
    public static func shell(
        at moment: Moment, open: @escaping @Sendable () -> TerminalLink, ended: @escaping @Sendable (Int?) -> Void
    ) -> GuestVisit {
        GuestVisit { now, session in
            guard now == moment else { return }
            ended(try await session.shell(on: open(), limit: sitting))
        }
    }

    /// Reports how far the guest's kernel was moved, if it shows that, and waits until the task is cancelled.
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

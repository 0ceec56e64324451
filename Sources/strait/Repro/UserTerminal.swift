// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Foundation
import StraitPipeline
import StraitSystem
import Synchronization

/// The user's terminal while it is connected to one in a guest: every key goes to the guest, and ctrl-] ends the guest.
final class UserTerminal: Sendable {
    /// ctrl-], as `virsh console` has it.
    private static let escape: UInt8 = 0x1d

    private struct State {
        var saved: termios?
        var sources: [any DispatchSourceProtocol] = []
    }

    private let state = Mutex(State())

    /// Whether standard input and output are a terminal.
    static var isThere: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1 }

    deinit { restore() }

    /// Takes over the terminal.
    func open() -> TerminalLink {
        let (events, user) = AsyncStream.makeStream(of: GuestTerminalEvent.self)
        state.withLock { state in
            var settings = termios()
            if tcgetattr(STDIN_FILENO, &settings) == 0 {
                state.saved = settings
                cfmakeraw(&settings)
                tcsetattr(STDIN_FILENO, TCSADRAIN, &settings)
            }
            state.sources = [Self.keyboard(user), Self.window(user)]
        }
        let size = Self.size
        return TerminalLink(
            type: ProcessInfo.processInfo.environment["TERM"] ?? "vt100", size: (size.columns, size.rows),
            events: events
        ) { bytes in
            // If the reader has gone away, that is no error of strait.
            _ = Output.write(bytes[...], to: STDOUT_FILENO)
        }
    }

    /// Restores the terminal; does nothing if it was not taken over.
    func restore() {
        state.withLock { state in
            for source in state.sources { source.cancel() }
            state.sources = []
            guard var settings = state.saved else { return }
            state.saved = nil
            tcsetattr(STDIN_FILENO, TCSADRAIN, &settings)
        }
    }

    private static func keyboard(_ user: AsyncStream<GuestTerminalEvent>.Continuation) -> any DispatchSourceProtocol {
        let source = DispatchSource.makeReadSource(fileDescriptor: STDIN_FILENO, queue: .global())
        source.setEventHandler {
            var keys = [UInt8](repeating: 0, count: 4096)
            let count = read(STDIN_FILENO, &keys, keys.count)
            guard count > 0 else {
                // The terminal is gone, so nobody can leave the guest: end it as for a closed terminal.
                if count == 0 || errno != EINTR { kill(getpid(), SIGHUP) }
                return
            }
            // The signal ends the guest in an orderly way, whatever it is doing.
            if keys[..<count].contains(escape) { kill(getpid(), SIGTERM) }
            user.yield(.typed(Array(keys[..<count])))
        }
        source.resume()
        return source
    }

    private static func window(_ user: AsyncStream<GuestTerminalEvent>.Continuation) -> any DispatchSourceProtocol {
        let source = DispatchSource.makeSignalSource(signal: SIGWINCH, queue: .global())
        source.setEventHandler {
            let now = size
            user.yield(.resized(.init(columns: now.columns, rows: now.rows)))
        }
        source.resume()
        return source
    }

    private static var size: (columns: Int, rows: Int) {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
            return (80, 24)
        }
        return (Int(size.ws_col), Int(size.ws_row))
    }
}

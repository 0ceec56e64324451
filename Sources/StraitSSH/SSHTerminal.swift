// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// An event at the user's terminal.
public enum TerminalEvent: Sendable, Equatable {
    /// Keys were pressed; control characters act in the guest's terminal (3 interrupts).
    case typed([UInt8])
    /// The window has a new size.
    case resized(TerminalSize)
}

extension SSHSession {
    /// Runs the user's shell, or `command`, on a terminal in the guest until it ends; returns its exit status.
    ///
    /// `type` is the terminal's name (`$TERM`). `events` are the user's input; their end means only that no more
    /// follows. The output, both streams in one as on any terminal, goes to `onOutput` on the session's queue.
    public func terminal(
        _ command: String? = nil, type: String, size: TerminalSize, events: AsyncStream<TerminalEvent>, limit: Duration,
        onOutput: @escaping @Sendable ([UInt8]) -> Void
    ) async throws -> Int? {
        try await attempt(limit, "the guest's terminal did not end") { attempt in
            let channel = try CommandChannel(connection) { _, bytes in onOutput(Array(bytes)) }
            let keyboard = Keyboard()
            let reader = Task {
                for await event in events {
                    keyboard.waiting.append(event)
                    wake(attempt)
                }
            }
            defer { reader.cancel() }
            do {
                try await until(attempt) { try channel.open() }
                try await until(attempt) { try channel.requestTerminal(type, size) }
                try await until(attempt) { try command.map(channel.execute) ?? channel.requestShell() }
                try await until(attempt) {
                    keyboard.pass(to: channel)
                    return channel.isClosed
                }
            } catch {
                await abandon(channel)
                throw error
            }
            channel.free()
            settle()
            return channel.status
        }
    }
}

/// The user's input that is not sent to the guest yet.
private final class Keyboard {
    var waiting: [TerminalEvent] = []

    func pass(to channel: CommandChannel) {
        while let event = waiting.first {
            switch event {
            case .resized(let size): channel.resize(size)
            case .typed(let bytes):
                guard let count = bytes.withUnsafeBytes(channel.write) else { return waiting.removeAll() }
                guard count == bytes.count else {
                    waiting[0] = .typed(Array(bytes.dropFirst(count)))
                    return
                }
            }
            waiting.removeFirst()
        }
    }
}

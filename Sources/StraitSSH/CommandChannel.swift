// SPDX-License-Identifier: Apache-2.0

import CLibssh
import StraitModel

/// The stream of a command that bytes came from.
enum CommandStream { case output, errors }

/// The state of a channel.
private enum Stage { case new, opening, open, requesting, running, killed, freed }

/// The channel of one command: libssh's handle and what its callbacks reported. Used only on the session's queue.
final class CommandChannel {
    /// Exit status, once the server has sent it.
    private(set) var status: Int?
    /// Whether the server has closed the channel; nothing follows.
    private(set) var isClosed = false

    private let connection: Connection
    private let raw: ssh_channel
    private let callbacks = UnsafeMutablePointer<ssh_channel_callbacks_struct>.allocate(capacity: 1)
    private let sink: (CommandStream, UnsafeRawBufferPointer) -> Void
    private var stage = Stage.new

    /// Makes a channel that is not open yet; `sink` gets all bytes that arrive on it.
    init(_ connection: Connection, sink: @escaping (CommandStream, UnsafeRawBufferPointer) -> Void) throws {
        guard let raw = ssh_channel_new(connection.session) else {
            throw StraitError(.infrastructure, "libssh could not make a channel", cause: connection.errorText)
        }
        self.connection = connection
        self.raw = raw
        self.sink = sink
        callbacks.initialize(to: ssh_channel_callbacks_struct())
        fillCallbacks()
        ssh_set_channel_callbacks(raw, callbacks)
    }

    /// libssh keeps the pointers without owning them; `free` removes them before this object is released.
    private func fillCallbacks() {
        callbacks.pointee.size = MemoryLayout<ssh_channel_callbacks_struct>.size
        callbacks.pointee.userdata = Unmanaged.passUnretained(self).toOpaque()
        callbacks.pointee.channel_data_function = { _, _, data, count, isError, user in
            let channel = CommandChannel.from(user)
            channel.sink(isError == 0 ? .output : .errors, UnsafeRawBufferPointer(start: data, count: Int(count)))
            return Int32(count)
        }
        callbacks.pointee.channel_exit_status_function = { _, _, status, user in
            CommandChannel.from(user).status = Int(status)
        }
        callbacks.pointee.channel_close_function = { _, _, user in CommandChannel.from(user).isClosed = true }
    }

    private static func from(_ user: UnsafeMutableRawPointer?) -> CommandChannel {
        Unmanaged<CommandChannel>.fromOpaque(user!).takeUnretainedValue()
    }

    deinit {
        // A channel whose opening the server has not confirmed is freed here. No other thread has it any more. If the
        // connection has ended, libssh has already freed the channel.
        if !connection.hasEnded { free() }
        callbacks.deallocate()
    }

    // MARK: Steps, to be repeated until they are done

    func open() throws -> Bool {
        stage = .opening
        guard try step("the guest's SSH server opens no channel", ssh_channel_open_session(raw)) else { return false }
        stage = .open
        return true
    }

    func execute(_ command: String) throws -> Bool {
        try start("the guest's SSH server does not run commands", ssh_channel_request_exec(raw, command))
    }

    func requestTerminal(_ type: String, _ size: TerminalSize) throws -> Bool {
        try step(
            "the guest's SSH server gives no terminal",
            ssh_channel_request_pty_size(raw, type, Int32(size.columns), Int32(size.rows)))
    }

    func requestShell() throws -> Bool {
        try start("the guest's SSH server starts no shell", ssh_channel_request_shell(raw))
    }

    /// Sends as much as the server has room for, and returns how much; nil if the command takes no more.
    func write(_ bytes: UnsafeRawBufferPointer) -> Int? {
        if isClosed { return nil }
        // Without this check libssh would look for room itself, packet by packet.
        guard !connection.isCongested, ssh_channel_window_size(raw) > 0 else { return 0 }
        let count = ssh_channel_write(raw, bytes.baseAddress, UInt32(clamping: bytes.count))
        // The session reports a lost connection; for any other error nothing more can be sent.
        return count < 0 ? nil : Int(count)
    }

    func endInput() { ssh_channel_send_eof(raw) }

    func resize(_ size: TerminalSize) { ssh_channel_change_pty_size(raw, Int32(size.columns), Int32(size.rows)) }

    private func start(_ refusal: String, _ answer: Int32) throws -> Bool {
        stage = .requesting
        guard try step(refusal, answer) else { return false }
        stage = .running
        return true
    }

    private func step(_ refusal: String, _ answer: Int32) throws -> Bool {
        if answer == SSH_OK { return true }
        // If the connection is lost, the session reports it with a better message.
        if answer == SSH_AGAIN || connection.failure != nil { return false }
        throw StraitError(.infrastructure, refusal, cause: connection.errorText)
    }

    // MARK: The end

    /// One step of killing a command that was given up; true when there is nothing to wait for. Without a signal the
    /// command would continue in the guest.
    func kill() -> Bool {
        // A signal has no effect before the server has answered the request to run the command. While that request is
        // open, libssh treats any request as the question whether it was answered.
        if stage == .requesting, ssh_channel_request_exec(raw, "") != SSH_AGAIN { stage = .running }
        if stage == .running {
            ssh_channel_request_send_signal(raw, "KILL")
            stage = .killed
        }
        return isClosed || isOpening || stage == .new || stage == .open
    }

    /// Whether freeing has to wait: if the server confirms a channel that libssh has freed, the server keeps it open.
    var isOpening: Bool { stage == .opening && connection.failure == nil }

    /// Closes and frees the channel; no callback follows. Call it exactly once.
    func free() {
        guard stage != .freed else { return }
        stage = .freed
        ssh_remove_channel_callbacks(raw, callbacks)
        // In non-blocking mode libssh sends the end of input in one call and the close in the next.
        for _ in 0..<2 where ssh_channel_close(raw) == SSH_AGAIN { continue }
        ssh_channel_free(raw)
    }
}

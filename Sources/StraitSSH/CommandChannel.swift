// SPDX-License-Identifier: Apache-2.0

import CLibssh
import StraitModel

/// Which of a command's two streams bytes came from.
enum CommandStream { case output, errors }

/// How far a channel has come.
private enum Stage { case new, opening, open, requesting, running, killed, freed }

/// One command's channel: libssh's handle and what its callbacks have told. Belongs to the session's queue.
final class CommandChannel {
    /// Exit status, once the server has told one.
    private(set) var status: Int?
    /// Whether the server has closed the channel: nothing comes after that.
    private(set) var isClosed = false

    private let connection: Connection
    private let raw: ssh_channel
    private let callbacks = UnsafeMutablePointer<ssh_channel_callbacks_struct>.allocate(capacity: 1)
    private let sink: (CommandStream, UnsafeRawBufferPointer) -> Void
    private var stage = Stage.new

    /// A channel that is not open yet; `sink` gets every byte that arrives on it.
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

    /// libssh keeps the pointers without owning them: `free` takes them back before this object can go.
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
        // One that was given up before the server had confirmed it goes with its session. Nobody else has that any more, so this is the
        // only thread that touches it; and what the end of a connection has freed is not freed again.
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

    /// Sends what the server has room for and returns how much that was; nil when the command takes no more.
    func write(_ bytes: UnsafeRawBufferPointer) -> Int? {
        if isClosed { return nil }
        // Without room libssh would look for more by itself, packet by packet.
        guard !connection.isCongested, ssh_channel_window_size(raw) > 0 else { return 0 }
        let count = ssh_channel_write(raw, bytes.baseAddress, UInt32(clamping: bytes.count))
        // A lost connection shows in the session; whatever else this is, nothing more can be sent.
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
        // When the connection is lost the session says so, in better words.
        if answer == SSH_AGAIN || connection.failure != nil { return false }
        throw StraitError(.infrastructure, refusal, cause: connection.errorText)
    }

    // MARK: The end

    /// One step towards the end of a command that was given up; true when there is nothing to wait for. Without a signal the
    /// command would go on in the guest, unseen.
    func kill() -> Bool {
        // Until the server has answered the request to run it there is nothing that a signal could reach. While a request is
        // unanswered libssh takes any other one as the question whether it is answered now.
        if stage == .requesting, ssh_channel_request_exec(raw, "") != SSH_AGAIN { stage = .running }
        if stage == .running {
            ssh_channel_request_send_signal(raw, "KILL")
            stage = .killed
        }
        return isClosed || isOpening || stage == .new || stage == .open
    }

    /// Whether freeing has to wait: a server that confirms a channel which libssh has forgotten keeps it open for ever.
    var isOpening: Bool { stage == .opening && connection.failure == nil }

    /// Closes and frees the channel; no callback comes after that. Exactly once.
    func free() {
        guard stage != .freed else { return }
        stage = .freed
        ssh_remove_channel_callbacks(raw, callbacks)
        // Without blocking, libssh sends the end of the input in one call and the close in the next.
        for _ in 0..<2 where ssh_channel_close(raw) == SSH_AGAIN { continue }
        ssh_channel_free(raw)
    }
}

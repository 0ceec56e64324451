// SPDX-License-Identifier: Apache-2.0

import CLibssh
import Glibc
import StraitModel

/// libssh's session, in its non-blocking mode: no call here ever waits. Everything in it belongs to one serial queue.
final class Connection {
    let session: ssh_session
    /// Whether the login is done, and commands can run.
    var isLoggedIn: Bool { event != nil }
    /// What drives the session between calls, once the login is done.
    private var event: ssh_event?
    /// Whether libssh's session is freed, and all of its channels with it.
    private(set) var hasEnded = false
    private let counter = UnsafeMutablePointer<ssh_counter_struct>.allocate(capacity: 1)

    /// A connection that has not begun yet.
    init(user: String, ciphers: [SSHCipher]) throws {
        guard let session = ssh_new() else { throw StraitError(.infrastructure, "libssh could not make a session") }
        self.session = session
        counter.initialize(to: ssh_counter_struct())
        // From here on deinit frees what was made, also when a setting is refused.
        ssh_set_blocking(session, 0)
        ssh_set_counters(session, counter, nil)
        var no = false
        try set(SSH_OPTIONS_PROCESS_CONFIG, &no, "configuration files off")
        for (option, value) in Self.settings(user: user, ciphers: ciphers) { try set(option, value, value) }
    }

    deinit {
        end()
        counter.deallocate()
    }

    /// Nothing of the user's own SSH set-up has a say here: a run gives the same result on every desk. What is offered is what a
    /// guest's server has and what costs an emulated processor least; curve25519 and ed25519 are the cheapest by far.
    private static func settings(user: String, ciphers: [SSHCipher]) -> [(ssh_options_e, String)] {
        let ciphers = ciphers.map(\.rawValue).joined(separator: ",")
        let integrity = "hmac-sha2-256,hmac-sha1"
        return [
            (SSH_OPTIONS_HOST, "guest"), (SSH_OPTIONS_USER, user),
            (SSH_OPTIONS_SSH_DIR, "/nonexistent"), (SSH_OPTIONS_KNOWNHOSTS, "/dev/null"),
            (SSH_OPTIONS_GLOBAL_KNOWNHOSTS, "/dev/null"),
            (SSH_OPTIONS_KEY_EXCHANGE, "curve25519-sha256,curve25519-sha256@libssh.org"),
            (SSH_OPTIONS_CIPHERS_C_S, ciphers), (SSH_OPTIONS_CIPHERS_S_C, ciphers),
            (SSH_OPTIONS_HMAC_C_S, integrity), (SSH_OPTIONS_HMAC_S_C, integrity),
            (SSH_OPTIONS_COMPRESSION_C_S, "none"), (SSH_OPTIONS_COMPRESSION_S_C, "none"),
        ]
    }

    private func set(_ option: ssh_options_e, _ value: UnsafeRawPointer, _ name: String) throws {
        guard ssh_options_set(session, option, value) == SSH_OK else {
            throw StraitError(.infrastructure, "libssh refuses the setting '\(name)'", cause: errorText)
        }
    }

    // MARK: Setting up

    /// Names the connection to use, and the type of host key to ask for. libssh closes its descriptor itself, so it gets one
    /// of its own.
    func prepare(_ descriptor: Descriptor, hostKey: KeyHandle) throws {
        try set(SSH_OPTIONS_HOSTKEYS, hostKey.typeName, "host key \(hostKey.typeName)")
        guard var copy = descriptor.duplicate() else {
            throw StraitError(.infrastructure, "this process has no file descriptor left for an SSH connection")
        }
        guard ssh_options_set(session, SSH_OPTIONS_FD, &copy) == SSH_OK else {
            close(copy)
            throw StraitError(.infrastructure, "libssh refuses the descriptor of the connection", cause: errorText)
        }
    }

    /// One step towards an encrypted connection; true when it stands. To be repeated when there is something to read.
    func connect(_ descriptor: Descriptor) throws -> Bool {
        let answer = ssh_connect(session)
        // libssh makes the descriptor blocking when it begins. It asks for readiness before each read and write, but a write of
        // more than fits would wait for the other side all the same.
        descriptor.makeNonBlocking()
        if answer == SSH_OK { return true }
        if answer == SSH_AGAIN { return false }
        // Of a connection that was over before it began libssh only says "Success".
        if ssh_get_serverbanner(session) == nil, errorText == "Success", descriptor.isHungUp {
            throw StraitError(.guestGone, "the guest's SSH server hung up before it said anything")
        }
        throw lostError(during: "the SSH handshake")
            ?? StraitError(
                .infrastructure, "the SSH handshake with the guest failed", cause: errorText)
    }

    /// Compares the server's key with the one that is known beforehand. There is no other way to be trusted.
    func verify(_ expected: KeyHandle) throws {
        let shown = try KeyHandle(server: session)
        guard ssh_key_cmp(shown.raw, expected.raw, SSH_KEY_CMP_PUBLIC) == 0 else {
            throw StraitError(
                .infrastructure,
                "the SSH server that answered is not the guest that was started: its host key is another one",
                cause: "expected \(expected.fingerprint), got \(shown.fingerprint)")
        }
    }

    /// One step of the login; true when it is done. Offers the key at once: asking first what the server would accept costs a
    /// round trip that an emulated guest takes its time for.
    func authenticate(_ key: KeyHandle) throws -> Bool {
        let answer = ssh_auth_e(ssh_userauth_publickey(session, nil, key.raw))
        if answer == SSH_AUTH_SUCCESS {
            try beginPumping()
            return true
        }
        if answer == SSH_AUTH_AGAIN { return false }
        if answer == SSH_AUTH_DENIED || answer == SSH_AUTH_PARTIAL {
            throw StraitError(.infrastructure, "the guest does not accept the run's SSH key", cause: errorText)
        }
        throw lostError(during: "the SSH login")
            ?? StraitError(
                .infrastructure, "the SSH login to the guest failed", cause: errorText)
    }

    private func beginPumping() throws {
        guard let event = ssh_event_new(), ssh_event_add_session(event, session) == SSH_OK else {
            throw StraitError(.infrastructure, "libssh could not follow the session", cause: errorText)
        }
        self.event = event
    }

    // MARK: Running

    /// Bytes that have crossed the connection so far, in both directions: whether anything happened shows in it.
    var moved: UInt64 { counter.pointee.in_bytes &+ counter.pointee.out_bytes }

    /// Whether libssh has something to send that did not fit yet, or has not seen room since it last sent.
    var awaitsRoom: Bool { ssh_get_poll_flags(session) & SSH_WRITE_PENDING != 0 }

    /// Whether unsent data has piled up; more would only cost memory.
    var isCongested: Bool { ssh_get_status(session) & SSH_WRITE_PENDING != 0 }

    /// Reads and writes what there is, in a bounded number of steps: a guest that never stops talking must not keep deadlines
    /// from being seen. libssh reads 4 KiB in a step. Calls the channels' callbacks.
    func pump() {
        guard let event else { return }
        for _ in 0..<256 where ssh_event_dopoll(event, 0) != SSH_OK { return }
    }

    /// Why no further command can run here; nil as long as one can.
    var failure: StraitError? {
        guard event != nil,
            ssh_is_connected(session) == 0 || ssh_get_status(session) & (SSH_CLOSED | SSH_CLOSED_ERROR) != 0
        else { return nil }
        // Whatever it was: who was let in and is not understood any more has lost the guest. A guest's bridge says no SSH to a host
        // whose session is over.
        return lostError(during: "the session")
            ?? StraitError(.guestGone, "the SSH connection to the guest broke", cause: errorText)
    }

    /// Sends what is waiting, then frees the session with its channels and closes libssh's descriptor. Nothing else may be called
    /// after it. (`ssh_disconnect` would forget a descriptor that it was given instead of closing it.)
    func end() {
        guard !hasEnded else { return }
        hasEnded = true
        pump()
        if let event { ssh_event_free(event) }
        ssh_free(session)
    }

    /// libssh's words for the last error, to be read before the next call.
    var errorText: String { String(cString: ssh_get_error(UnsafeMutableRawPointer(session))) }

    /// The error for a connection that the other side ended; nil when something else went wrong. libssh has one error code for
    /// both, so its words decide; after the login a server's goodbye means the same.
    private func lostError(during what: String) -> StraitError? {
        let text = errorText
        let goodbye = event != nil && text.contains("SSH_MSG_DISCONNECT")
        guard goodbye || text.contains("Socket error") || text.contains("error on socket") else { return nil }
        return StraitError(.guestGone, "the connection to the guest ended during \(what)", cause: text)
    }
}

/// A cipher for a session, by its name in SSH.
public struct SSHCipher: Sendable, Hashable, RawRepresentable {
    /// The name in SSH.
    public let rawValue: String

    /// A cipher by its name in SSH.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// ChaCha20 with Poly1305.
    public static let chacha20 = SSHCipher(rawValue: "chacha20-poly1305@openssh.com")
    /// AES with 128 bits in counter mode, with an HMAC.
    public static let aes128 = SSHCipher(rawValue: "aes128-ctr")

    /// What a session offers unless told otherwise, best first: an emulated processor moves 1.3 to 2 times as much with ChaCha20 as
    /// with AES, which it has to do without its instructions; so measured on x86_64, aarch64 and ppc64le.
    public static let standard: [SSHCipher] = [.chacha20, .aes128]
}

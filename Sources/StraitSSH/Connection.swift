// SPDX-License-Identifier: Apache-2.0

import CLibssh
import Glibc
import StraitModel

/// A libssh session in non-blocking mode: no call waits. Used only on one serial queue.
final class Connection {
    let session: ssh_session
    /// Whether the login is done, so that commands can run.
    var isLoggedIn: Bool { event != nil }
    /// Drives the session between calls, once the login is done.
    private var event: ssh_event?
    /// Whether libssh's session and all of its channels are freed.
    private(set) var hasEnded = false
    private let counter = UnsafeMutablePointer<ssh_counter_struct>.allocate(capacity: 1)

    /// Makes a connection that has not started yet.
    init(user: String, ciphers: [SSHCipher]) throws {
        guard let session = ssh_new() else { throw StraitError(.infrastructure, "libssh could not make a session") }
        self.session = session
        counter.initialize(to: ssh_counter_struct())
        // From here on deinit frees the session, also if a setting is refused.
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

    /// The user's SSH configuration is ignored, so that a run gives the same result everywhere. The algorithms are
    /// those that the guest's server has and that cost an emulated processor least; curve25519 and ed25519 are the
    /// cheapest.
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

    /// Sets the connection and the type of host key to ask for. libssh closes its descriptor itself, so it gets a
    /// duplicate.
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

    /// One step towards an encrypted connection; true when it is set up. Repeat when there is something to read.
    func connect(_ descriptor: Descriptor) throws -> Bool {
        let answer = ssh_connect(session)
        // libssh makes the descriptor blocking when it starts. It checks for readiness before each read and write, but
        // a large write would still wait for the other side.
        descriptor.makeNonBlocking()
        if answer == SSH_OK { return true }
        if answer == SSH_AGAIN { return false }
        // If the connection ended before it began, libssh only says "Success".
        if ssh_get_serverbanner(session) == nil, errorText == "Success", descriptor.isHungUp {
            throw StraitError(.guestGone, "the guest's SSH server closed the connection before it sent anything")
        }
        throw lostError(during: "the SSH handshake")
            ?? StraitError(
                .infrastructure, "the SSH handshake with the guest failed", cause: errorText)
    }

    /// Compares the server's key with the expected one. Nothing else makes a server trusted.
    func verify(_ expected: KeyHandle) throws {
        let shown = try KeyHandle(server: session)
        guard ssh_key_cmp(shown.raw, expected.raw, SSH_KEY_CMP_PUBLIC) == 0 else {
            throw StraitError(
                .infrastructure,
                "the SSH server that answered is not the guest that was started: its host key is another one",
                cause: "expected \(expected.fingerprint), got \(shown.fingerprint)")
        }
    }

    /// One step of the login; true when it is done. Offers the key at once: asking first what the server accepts costs
    /// a round trip, which is slow in an emulated guest.
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

    /// Bytes transferred so far in both directions; a change shows that something happened.
    var moved: UInt64 { counter.pointee.in_bytes &+ counter.pointee.out_bytes }

    /// Whether libssh has unsent data that waits for room.
    var awaitsRoom: Bool { ssh_get_poll_flags(session) & SSH_WRITE_PENDING != 0 }

    /// Whether unsent data has piled up; more would only use memory.
    var isCongested: Bool { ssh_get_status(session) & SSH_WRITE_PENDING != 0 }

    /// Reads and writes what is available, in a limited number of steps, so that a guest that never stops sending
    /// cannot delay deadlines. libssh reads 4 KiB in a step. Calls the channels' callbacks.
    func pump() {
        guard let event else { return }
        for _ in 0..<256 where ssh_event_dopoll(event, 0) != SSH_OK { return }
    }

    /// Why no further command can run; nil while commands can run.
    var failure: StraitError? {
        guard event != nil,
            ssh_is_connected(session) == 0 || ssh_get_status(session) & (SSH_CLOSED | SSH_CLOSED_ERROR) != 0
        else { return nil }
        // Any other error after the login means that the guest is lost: its bridge sends no valid SSH to a host whose
        // session is over.
        return lostError(during: "the session")
            ?? StraitError(.guestGone, "the SSH connection to the guest broke", cause: errorText)
    }

    /// Sends what is pending, then frees the session with its channels and closes libssh's descriptor. Nothing else may
    /// be called afterwards. (`ssh_disconnect` would not close a descriptor that it was given.)
    func end() {
        guard !hasEnded else { return }
        hasEnded = true
        pump()
        if let event { ssh_event_free(event) }
        ssh_free(session)
    }

    /// libssh's message for the last error; read it before the next call.
    var errorText: String { String(cString: ssh_get_error(UnsafeMutableRawPointer(session))) }

    /// The error for a connection that the other side ended; nil for any other error. libssh has one error code for
    /// both, so its message decides; after the login a disconnect message from the server counts as well.
    private func lostError(during what: String) -> StraitError? {
        let text = errorText
        let goodbye = event != nil && text.contains("SSH_MSG_DISCONNECT")
        guard goodbye || text.contains("Socket error") || text.contains("error on socket") else { return nil }
        return StraitError(.guestGone, "the connection to the guest ended during \(what)", cause: text)
    }
}

/// A cipher, by its name in SSH.
public struct SSHCipher: Sendable, Hashable, RawRepresentable {
    /// The name in SSH.
    public let rawValue: String

    /// Makes a cipher from its name in SSH.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// ChaCha20 with Poly1305.
    public static let chacha20 = SSHCipher(rawValue: "chacha20-poly1305@openssh.com")
    /// AES with 128 bits in counter mode, with an HMAC.
    public static let aes128 = SSHCipher(rawValue: "aes128-ctr")

    /// What a session offers by default, best first. ChaCha20 is 1.3 to 2 times as fast as AES on an emulated
    /// processor, which has no AES instructions (measured on x86_64, aarch64 and ppc64le).
    public static let standard: [SSHCipher] = [.chacha20, .aes128]
}

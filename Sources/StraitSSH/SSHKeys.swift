// SPDX-License-Identifier: Apache-2.0

import CLibssh
import StraitModel

/// An ed25519 key pair: a run's client key, or a guest's host key.
public struct SSHKeyPair: Sendable {
    /// The private key in OpenSSH's format, without a passphrase.
    public let privateKey: String
    /// The public key as one line of `authorized_keys`, without its newline. The length is always the same.
    public let authorizedKey: String

    /// Makes a pair from a private key in OpenSSH's format. Errors: `infrastructure` if it is not one.
    public init(privateKey: String) throws {
        let key = try KeyHandle(privateKey: privateKey)
        self.init(privateKey: privateKey, authorizedKey: try key.publicLine())
    }

    init(privateKey: String, authorizedKey: String) {
        self.privateKey = privateKey
        self.authorizedKey = authorizedKey
    }
}

/// Generates key pairs.
public enum SSHKeys {
    /// A new ed25519 key pair.
    public static func generate() throws -> SSHKeyPair {
        let key = try KeyHandle.generate()
        return SSHKeyPair(privateKey: try key.privateText(), authorizedKey: try key.publicLine())
    }
}

/// A key of libssh, freed with its last reference.
final class KeyHandle {
    let raw: ssh_key

    private init(owning raw: ssh_key) { self.raw = raw }

    deinit { ssh_key_free(raw) }

    static func generate() throws -> KeyHandle {
        var raw: ssh_key?
        guard ssh_pki_generate(SSH_KEYTYPE_ED25519, 0, &raw) == SSH_OK, let raw else {
            throw StraitError(.infrastructure, "libssh could not generate an ed25519 key")
        }
        return KeyHandle(owning: raw)
    }

    init(privateKey: String) throws {
        var raw: ssh_key?
        guard ssh_pki_import_privkey_base64(privateKey, nil, nil, nil, &raw) == SSH_OK, let raw else {
            throw StraitError(.infrastructure, "the private key is not one in OpenSSH's format without a passphrase")
        }
        self.raw = raw
    }

    /// Reads a public key from its line: type, base64, and an optional comment.
    init(publicLine line: String) throws {
        let words = line.split(whereSeparator: \.isWhitespace)
        var raw: ssh_key?
        guard words.count >= 2,
            ssh_pki_import_pubkey_base64(String(words[1]), ssh_key_type_from_name(String(words[0])), &raw) == SSH_OK,
            let raw
        else {
            throw StraitError(.infrastructure, "not a public key in OpenSSH's one-line format: '\(line)'")
        }
        self.raw = raw
    }

    /// The server's key, after the key exchange.
    init(server session: ssh_session) throws {
        var raw: ssh_key?
        guard ssh_get_server_publickey(session, &raw) == SSH_OK, let raw else {
            throw StraitError(.infrastructure, "the guest's SSH server has shown no host key")
        }
        self.raw = raw
    }

    /// The key's type as SSH writes it: `ssh-ed25519`.
    var typeName: String { ssh_key_type_to_char(ssh_key_type(raw)).map { String(cString: $0) } ?? "unknown" }

    func publicLine() throws -> String {
        "\(typeName) \(try text("public key") { ssh_pki_export_pubkey_base64(raw, $0) }) strait"
    }

    func privateText() throws -> String {
        try text("private key") { ssh_pki_export_privkey_base64(raw, nil, nil, nil, $0) }
    }

    /// `SHA256:…`, as `ssh-keygen -l` prints it.
    var fingerprint: String {
        var hash: UnsafeMutablePointer<UInt8>?
        var length = 0
        guard ssh_get_publickey_hash(raw, SSH_PUBLICKEY_HASH_SHA256, &hash, &length) == SSH_OK else { return "unknown" }
        defer { ssh_clean_pubkey_hash(&hash) }
        guard let text = ssh_get_fingerprint_hash(SSH_PUBLICKEY_HASH_SHA256, hash, length) else { return "unknown" }
        defer { ssh_string_free_char(text) }
        return String(cString: text)
    }

    private func text(
        _ what: String, _ export: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Int32
    ) throws -> String {
        var text: UnsafeMutablePointer<CChar>?
        guard export(&text) == SSH_OK, let text else {
            throw StraitError(.infrastructure, "libssh could not write out a \(what)")
        }
        defer { ssh_string_free_char(text) }
        return String(cString: text)
    }
}

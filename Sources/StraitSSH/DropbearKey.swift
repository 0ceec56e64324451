// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel

extension SSHKeyPair {
    /// The pair in the format of dropbear's host key (`dropbear -r FILE`). So a guest gets a key that is known before
    /// it boots and need not generate one. The length is always the same.
    ///
    /// The format: the type of the key and its 64 bytes (seed, then public key), each after its length.
    public func dropbearHostKey() throws -> [UInt8] {
        let body = privateKey.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("-----") }.joined()
        guard let data = Data(base64Encoded: body), let key = Self.ed25519(in: Array(data)) else {
            throw StraitError(.infrastructure, "the private key is not an unencrypted ed25519 key in OpenSSH's format")
        }
        return Self.string(Array("ssh-ed25519".utf8)) + Self.string(key)
    }

    /// The key's 64 bytes from OpenSSH's container (PROTOCOL.key); nil if they are not there.
    private static func ed25519(in container: [UInt8]) -> [UInt8]? {
        let magic = Array("openssh-key-v1\0".utf8)
        guard container.starts(with: magic) else { return nil }
        var rest = container.dropFirst(magic.count)
        // Cipher, key derivation and its options, all "none" for an unencrypted key; then the number of keys and the
        // public part.
        guard takeString(&rest) == Array("none".utf8), takeString(&rest) != nil, takeString(&rest) != nil,
            take(4, &rest) == [0, 0, 0, 1], takeString(&rest) != nil, let section = takeString(&rest)
        else { return nil }
        // Two check numbers, the type, the public key, and the key itself.
        var inner = section[...]
        guard take(8, &inner) != nil, takeString(&inner) == Array("ssh-ed25519".utf8), takeString(&inner) != nil,
            let key = takeString(&inner), key.count == 64
        else { return nil }
        return key
    }

    private static func string(_ bytes: [UInt8]) -> [UInt8] {
        withUnsafeBytes(of: UInt32(bytes.count).bigEndian, Array.init) + bytes
    }

    private static func takeString(_ rest: inout ArraySlice<UInt8>) -> [UInt8]? {
        guard let length = take(4, &rest) else { return nil }
        return take(length.reduce(0) { $0 << 8 | Int($1) }, &rest)
    }

    private static func take(_ count: Int, _ rest: inout ArraySlice<UInt8>) -> [UInt8]? {
        guard rest.count >= count else { return nil }
        defer { rest = rest.dropFirst(count) }
        return Array(rest.prefix(count))
    }
}

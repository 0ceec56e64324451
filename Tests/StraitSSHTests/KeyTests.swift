// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import StraitModel
import StraitSSH
import Testing

@Suite struct KeyTests {
    @Test func generatesKeysOfOneLength() throws {
        let pairs = try (0..<5).map { _ in try SSHKeys.generate() }
        #expect(Set(pairs.map(\.authorizedKey)).count == 5)
        #expect(Set(pairs.map(\.authorizedKey.utf8.count)).count == 1)
        let lengths = try pairs.map { try $0.dropbearHostKey().count }
        #expect(Set(lengths) == [4 + 11 + 4 + 64])
        for pair in pairs {
            #expect(pair.authorizedKey.hasPrefix("ssh-ed25519 "))
            #expect(pair.authorizedKey.allSatisfy { !$0.isNewline })
        }
    }

    @Test func readsItsOwnPrivateKey() throws {
        let pair = try SSHKeys.generate()
        let again = try SSHKeyPair(privateKey: pair.privateKey)
        #expect(again.authorizedKey == pair.authorizedKey)
        #expect(throws: StraitError.self) { try SSHKeyPair(privateKey: "no key") }
    }

    @Test func writesAPrivateFile() throws {
        let path = NSTemporaryDirectory() + "/strait-key-\(UUID().uuidString)"
        defer { unlink(path) }
        let pair = try SSHKeys.generate()
        try pair.writePrivateKey(to: path)
        var status = stat()
        #expect(lstat(path, &status) == 0 && status.st_mode & 0o777 == 0o600)
        #expect(try String(contentsOfFile: path, encoding: .utf8) == pair.privateKey)
        #expect(throws: StraitError.self, "an existing file is never replaced") { try pair.writePrivateKey(to: path) }
    }
}

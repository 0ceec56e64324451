// SPDX-License-Identifier: Apache-2.0

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
}

// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import Testing

@Suite struct ErrnoTests {
    @Test(arguments: ["ERANGE", "E2BIG", "ERESTART_RESTARTBLOCK", "EFOOBAR", "524", "1"])
    func aNameThatStraitDoesNotKnowIsAValueToo(_ name: String) throws {
        let errno = try #require(Errno(name))
        #expect(errno.name == name && "\(errno)" == name)
        let json = try JSONEncoder().encode([errno])
        #expect(String(decoding: json, as: UTF8.self) == "[\"\(name)\"]")
        #expect(try JSONDecoder().decode([Errno].self, from: json) == [errno])
    }

    @Test(
        arguments: [
            "", "E", "0", "-34", "034", "4096", "erange", "RANGE", "E RANGE", "E\u{9b}2J", "E<b>", "ERANGE\n",
            "E" + String(repeating: "X", count: 32),
        ])
    func textThatIsNoNameIsNone(_ text: String) throws {
        #expect(Errno(text) == nil)
        let json = try JSONEncoder().encode([text])
        #expect(throws: DecodingError.self) { try JSONDecoder().decode([Errno].self, from: json) }
    }

    @Test func whatStraitReasonsAboutIsTheSameByName() {
        #expect(Errno("ERANGE") == .erange && Errno("ENOMEM") == .enomem)
        #expect(Errno("EBUSY") == .ebusy && Errno("EPROTO") == .eproto)
    }
}

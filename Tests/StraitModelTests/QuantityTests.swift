// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import Testing

@Suite struct QuantityTests {
    @Test(arguments: ["-1", "-9223372036854775808", "17592186044416", "9223372036854775807", "1.5", "\"1GiB\""])
    func whatIsNoSizeIsRefused(_ text: String) {
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(Mebibytes.self, from: Data(text.utf8)) }
    }

    @Test(arguments: [("0", 0), ("256", 256 << 20), ("17592186044415", UInt64.max - (1 << 20) + 1)])
    func aSizeIsANumberOfMiB(_ text: String, _ bytes: UInt64) throws {
        let size = try JSONDecoder().decode(Mebibytes.self, from: Data(text.utf8))
        #expect(size.bytes == bytes)
        #expect(try JSONEncoder().encode(size) == Data(text.utf8))
    }
}

// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import StraitModel

@Suite("Parts of a matrix")
struct ShardTests {
    @Test(
        "how a part is written",
        arguments: [
            ("1/1", true), ("2/4", true), ("4/4", true), ("10000/10000", true), ("0/4", false), ("5/4", false),
            ("1/0", false), ("1/10001", false), ("1", false), ("1/2/3", false), ("+1/2", false), ("/2", false),
            ("1/", false), ("", false), ("a/b", false), ("-1/2", false),
        ])
    func parsing(_ text: String, _ isRight: Bool) {
        #expect((Shard(parsing: text) != nil) == isRight)
    }

    @Test("the parts of a matrix are the matrix", arguments: 0..<12)
    func whole(_ size: Int) throws {
        let cells = Array(0..<size)
        for count in 1...5 {
            let parts = try (1...count).map { try #require(Shard(parsing: "\($0)/\(count)")).part(of: cells) }
            #expect(Shard.whole(of: parts) == cells)
        }
    }

    @Test("parts of different matrices are the parts of none")
    func strangers() {
        #expect(Shard.whole(of: [[1], [2, 3]]) == nil)
        #expect(Shard.whole(of: [[1, 2, 3], [4]]) == nil)
    }
}

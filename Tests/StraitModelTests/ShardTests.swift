// SPDX-License-Identifier: Apache-2.0

import Foundation
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

    private func matrix(_ size: Int, searches: [[Int]] = []) -> Matrix {
        let cells = (0..<size).map { number in
            Cell(
                architecture: .x86_64, kernel: "k", requested: ["memory": .integer(1024 + number)],
                workload: WorkloadRequest(suites: []))
        }
        let sought = searches.map { places in
            Search(
                axis: "memory", name: "x86_64",
                candidates: places.map { .init(cell: cells[$0].id, value: .integer(1024 + $0)) })
        }
        return Matrix(name: "m", kernels: [], cells: cells, searches: sought)
    }

    private func parts(of matrix: Matrix, _ count: Int) throws -> [Matrix] {
        try (1...count).map { try #require(Shard(parsing: "\($0)/\(count)")).part(of: matrix) }
    }

    @Test("the parts of a matrix are the matrix", arguments: 0..<12)
    func whole(_ size: Int) throws {
        let matrix = matrix(size)
        for count in 1...5 {
            let parts = try parts(of: matrix, count)
            #expect(Shard.whole(of: parts.map { ($0.cells, $0.places ?? []) }) == matrix.cells)
            let sizes = parts.map(\.cells.count)
            #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1)
        }
    }

    @Test("a search, and those that share a cell with it, are the work of one part", arguments: 1...5)
    func searches(_ count: Int) throws {
        let matrix = matrix(12, searches: [[1, 2, 3], [3, 4], [7, 8, 9]])
        let parts = try parts(of: matrix, count)
        #expect(Shard.whole(of: parts.map { ($0.cells, $0.places ?? []) }) == matrix.cells)
        #expect(parts.flatMap(\.searches).count == 3)
        for part in parts {
            let own = Set(part.cells.map(\.id))
            #expect(part.searches.allSatisfy { $0.candidates.allSatisfy { own.contains($0.cell) } })
        }
        let ids = matrix.cells.map(\.id)
        #expect(Search.ordered(parts.reversed().flatMap(\.searches), by: ids) == matrix.searches)
    }

    @Test("each part says of what it is one")
    func ofWhat() throws {
        let parts = try parts(of: matrix(5), 2)
        #expect(Set(parts.map(\.whole)) == [Shard.Whole(of: matrix(5).cells.map(\.id))])
        // The same number of cells, and the same characters, are not enough.
        let wholes = [["a", "b"], ["b", "a"], ["ab", ""], ["a"], []].map(Shard.Whole.init)
        #expect(Set(wholes.map(\.digest)).count == 5 && wholes.allSatisfy { $0.digest.utf8.count == 16 })
        #expect(Shard.Whole(of: []).digest == "cbf29ce484222325")
    }

    @Test("parts of different matrices are the parts of none")
    func strangers() {
        #expect(Shard.whole(of: [([1], [0]), ([2, 3], [1, 3])]) == nil)
        #expect(Shard.whole(of: [([1, 2], [0]), ([4], [1])]) == nil)
        #expect(Shard.whole(of: [([1, 2], [0, 1]), ([4], [1])]) == nil)
    }

    @Test(arguments: [(1, 0), (0, 2), (3, 2), (-1, 4), (1, Int.max), (Int.min, Int.min)])
    func aRecordOfAPartThatCannotBeIsRefused(_ index: Int, _ count: Int) throws {
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(Shard.self, from: Data("{\"index\":\(index),\"count\":\(count)}".utf8))
        }
        let part = try #require(Shard(parsing: "2/3"))
        #expect(try JSONDecoder().decode(Shard.self, from: JSONEncoder().encode(part)) == part)
    }
}

// SPDX-License-Identifier: Apache-2.0

import StraitModel
import Testing

@testable import StraitPipeline

@Suite("What is booted next")
struct WorkQueueTests {
    private func cell(_ bits: Int) -> Cell {
        Cell(
            architecture: .x86_64, kernel: "k", requested: ["physBits": .integer(bits)],
            workload: WorkloadRequest(suites: []))
    }

    private func search(_ cells: [Cell]) -> Search {
        Search(
            axis: "physBits", name: "x86_64,k",
            candidates: cells.map { .init(cell: $0.id, value: $0.requested["physBits"] ?? .integer(0)) })
    }

    private func result(_ cell: Cell, _ outcome: Outcome) -> CellResult {
        CellResult(
            id: cell.id, arch: .x86_64, kernel: .init(name: "k", source: ""), requested: cell.requested,
            outcome: outcome, rung: .log, cause: nil)
    }

    /// Boots everything, one after the other, from the results that there are; all results, and what was found.
    private func run(_ cells: [Cell], _ searches: [Search], done: [CellResult] = []) -> ([CellResult], [SearchResult]) {
        var results = done
        let finished = Set(done.map(\.id))
        var queue = WorkQueue(
            cells.filter { !finished.contains($0.id) }, searches: searches, done: done, seconds: { _ in 1 })
        var found = queue.ended()
        while let item = queue.next() {
            let bits = item.cell.requested["physBits"]?.integer ?? 0
            results.append(result(item.cell, bits < 41 ? .failed : .passed))
            found += queue.take(results[results.count - 1])
        }
        return (results, found)
    }

    @Test("a search boots what it needs and nothing else, whenever it was interrupted")
    func resumed() {
        let cells = (32...52).map(cell)
        let (whole, found) = run(cells, [search(cells)])
        #expect(whole.count == found.first?.booted && whole.count <= 7)
        #expect(found.map(\.state) == [.boundary] && found[0].above?.value == .integer(41))
        for count in 0...whole.count {
            let (results, again) = run(cells, [search(cells)], done: Array(whole.prefix(count)))
            #expect(Set(results.map(\.id)) == Set(whole.map(\.id)) && again == found)
        }
    }

    @Test("the boots that are announced are enough, and a search goes before the rest")
    func order() {
        let cells = (32...52).map(cell)
        let other = Cell(
            architecture: .ppc64le, kernel: "k", requested: [:], workload: WorkloadRequest())
        var queue = WorkQueue(cells + [other], searches: [search(cells)], done: [], seconds: { _ in 1 })
        #expect(queue.most == 8)
        #expect(
            [queue.next(), queue.next(), queue.next()].map { $0?.cell.id } == [cells[20].id, cells[0].id, other.id])
        #expect(queue.next() == nil)
    }

    @Test("the longest goes first by what this host has shown, equals as the matrix has them")
    func longestFirst() {
        let slow = Cell(
            architecture: .aarch64, kernel: "k", requested: [:], workload: WorkloadRequest(suites: []))
        let tests = Cell(
            architecture: .x86_64, kernel: "k", requested: [:], workload: WorkloadRequest())
        let cells = [cell(40), slow, cell(41), tests]
        func order(x86: Double, arm: Double) -> [String?] {
            let deadlines = DeadlineScale(
                [(.x86_64, x86), (.aarch64, arm)].map {
                    GuestSpeed(architecture: $0, acceleration: .tcg, reason: nil, bootSeconds: $1)
                }, patience: 1)
            var queue = WorkQueue(cells, searches: [], done: [], seconds: deadlines.seconds(of:))
            return cells.map { _ in queue.next()?.cell.id }
        }
        #expect(order(x86: 2, arm: 3) == [tests, slow, cell(40), cell(41)].map(\.id))
        #expect(order(x86: 3, arm: 2) == [tests, cell(40), cell(41), slow].map(\.id))
        #expect(order(x86: 1, arm: 9) == [slow, tests, cell(40), cell(41)].map(\.id))
    }
}

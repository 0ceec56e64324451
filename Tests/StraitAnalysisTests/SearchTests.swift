// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import StraitAnalysis
@testable import StraitModel

@Suite("Looking for a boundary")
struct SearchTests {
    private func search(_ values: [Int], asked: Set<Int> = []) -> Search {
        Search(
            axis: "physBits", name: "x86_64,k,kaslr-off",
            candidates: values.map {
                .init(cell: "x86_64,k,physBits-\($0),kaslr-off", value: .integer($0), isAsked: asked.contains($0))
            })
    }

    /// Boots what the search asks for until it asks for nothing; the boots in order, and what was found.
    private func run(
        _ search: Search, answers: [String: CellAnswer] = [:], _ world: (Int) -> CellAnswer
    ) -> (boots: [Int], result: SearchResult) {
        var answers = answers
        var boots: [Int] = []
        while true {
            let next = search.next(given: answers)
            guard !next.isEmpty else { return (boots, search.result(given: answers)) }
            for id in next {
                guard let value = search.candidates.first(where: { $0.cell == id })?.value.integer else { continue }
                #expect(answers[id] == nil, "nothing is booted twice")
                boots.append(value)
                answers[id] = world(value)
            }
        }
    }

    private static let refused = CellAnswer(.failed, .reserve, errno: .erange)
    private static let granted = CellAnswer(.passed, .log)

    @Test(
        "every boundary is found, with both of its sides booted, within the boots that were promised", arguments: 2..<24
    )
    func found(_ count: Int) {
        let search = search(Array(32..<(32 + count)))
        for first in 33..<(32 + count) {
            let (boots, result) = run(search) { $0 < first ? Self.refused : Self.granted }
            #expect(result.state == .boundary)
            #expect(result.below?.value == .integer(first - 1) && result.below?.answer == Self.refused)
            #expect(result.above?.value == .integer(first) && result.above?.answer == Self.granted)
            #expect(boots.count <= search.mostBoots() && result.booted == boots.count)
            #expect(result.notes.isEmpty)
        }
    }

    @Test("ends that agree are no boundary, and nothing more is booted")
    func noChange() {
        let (boots, result) = run(search(Array(32...52))) { _ in Self.granted }
        #expect(boots == [32, 52] && result.state == .noChange)
    }

    @Test("values that the machine refuses are no part of the line")
    func unsupported() {
        let search = search(Array(32...52))
        let known = Dictionary(
            uniqueKeysWithValues: [33, 34].map { (search.candidates[$0 - 32].cell, CellAnswer(.unsupported, .host)) })
        let (boots, result) = run(search, answers: known) { $0 == 32 ? Self.refused : Self.granted }
        #expect(!boots.contains(33) && !boots.contains(34))
        #expect(result.state == .boundary && result.below?.value == .integer(32) && result.above?.value == .integer(35))
        #expect(result.notes == ["unsupported: 33, 34"])
        #expect(search.mostBoots(settled: Set(known.keys)) == 7)
    }

    @Test("without a verdict at the change it is inconclusive, and says where; elsewhere it goes round")
    func silent() {
        let trouble = CellAnswer(.infrastructure, .boot)
        func world(_ value: Int, _ silent: Set<Int>) -> CellAnswer {
            silent.contains(value) ? trouble : value < 40 ? Self.refused : Self.granted
        }
        let there = run(search(Array(32...52))) { world($0, [39, 40]) }.result
        #expect(there.state == .inconclusive && there.notes.count == 2)
        #expect(there.below?.value == .integer(38) && there.above?.value == .integer(41))
        // The ends themselves, and the first middle.
        let elsewhere = run(search(Array(32...52))) { world($0, [32, 42, 52]) }.result
        #expect(elsewhere.state == .boundary && elsewhere.below?.value == .integer(39))
    }

    @Test(
        "an end without a verdict may be beyond a change",
        arguments: [CellAnswer(.invalid, .axes), CellAnswer(.infrastructure, .boot)])
    func silentEnds(_ trouble: CellAnswer) {
        let said = "which gave no verdict (\(trouble.outcome.rawValue))"
        for (silent, notes) in [
            ([52], ["the change may be at 52, \(said)"]), ([32], ["the change may be at 32, \(said)"]),
            ([32, 51, 52], [32, 51, 52].map { "the change may be at \($0), \(said)" }),
        ] {
            let result = run(search(Array(32...52))) { silent.contains($0) ? trouble : Self.refused }.result
            #expect(result.state == .inconclusive && result.notes == notes)
            #expect(result.below != nil && result.above != nil)
        }
        // A value that the machine refuses is no part of the line, and what is between the ends is not looked at.
        let refused = run(search(Array(32...52))) { $0 > 50 ? CellAnswer(.unsupported, .qemu) : Self.refused }.result
        #expect(refused.state == .noChange)
    }

    @Test("too few values with a verdict are no search", arguments: [0, 1])
    func tooFew(_ left: Int) {
        let result = run(search(Array(32...40))) {
            $0 - 32 < left ? Self.granted : CellAnswer(.unsupported, .load)
        }.result
        #expect(result.state == .inconclusive)
    }

    @Test("what was seen and fits no single change is told")
    func notMonotone() {
        let search = search(Array(32...52), asked: [34])
        let result = run(search, answers: [search.candidates[2].cell: Self.granted]) {
            $0 < 45 ? Self.refused : Self.granted
        }.result
        #expect(result.state == .boundary && result.above?.value == .integer(45))
        #expect(result.notes == ["not a single change: 34 passed"])
        // A third outcome between the two.
        let third = run(self.search(Array(32...52))) {
            $0 < 36 ? Self.refused : $0 < 44 ? CellAnswer(.crashed, .load) : Self.granted
        }.result
        #expect(third.above?.answer.outcome == .crashed)
        #expect(third.notes.contains { $0.hasPrefix("not a single change: 52 passed") })
    }

    @Test("a run needs what was booted, what comes next, and what is asked for besides")
    func needed() {
        let search = search([36, 37, 38, 39], asked: [38])
        let ids = search.candidates.map(\.cell)
        let record = RunRecord(
            id: "r", name: "r", started: "", configuration: "", arguments: [],
            host: .init(name: "", system: "", cores: 1, memoryMiB: 1), tools: [:], images: [],
            cells: .samples(ids + ["other"]),
            searches: [search])
        func result(_ id: String, _ outcome: Outcome) -> CellResult {
            CellResult(
                id: id, arch: .x86_64, kernel: .init(name: "k", source: ""), requested: [:], outcome: outcome,
                rung: .log, cause: nil)
        }
        #expect(record.needed(given: []).cellIDs == [ids[0], ids[2], ids[3], "other"])
        let same = [result(ids[0], .passed), result(ids[3], .passed)]
        #expect(record.needed(given: same).cellIDs == [ids[0], ids[2], ids[3], "other"])
        #expect(record.searchResults(same)?.map(\.state) == [.noChange])
        let differ = [result(ids[0], .failed), result(ids[3], .passed)]
        #expect(record.needed(given: differ).cellIDs == ids.filter { $0 != ids[1] } + ["other"])
    }
}

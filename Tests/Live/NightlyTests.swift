// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitAnalysis
import StraitConfig
import StraitModel
import StraitPipeline
import StraitStore
import Synchronization
import Testing

extension LiveTests {
    /// Nights, with a history of their own.
    struct NightlyTests {
        private func request(_ directory: TemporaryDirectory) throws -> NightRequest {
            let (text, matrix) = try Live.matrix(
                ["arch: x86_64, physBits: 36, kaslr: off"], defaults: "memory: 1GiB, deviceMemory: [256MiB]",
                selftests: "none")
            var locations = try Live.locations()
            locations.state = directory.path + "/state"
            return NightRequest(
                matrix: matrix, configuration: text, settings: NightlySettings(), arguments: [],
                root: directory.path + "/nights", locations: locations)
        }

        @Test(.timeLimit(.minutes(15)))
        func aNightThatWasCutOffIsGoneOnWithAndTheNextIsComparedWithIt() async throws {
            let directory = try TemporaryDirectory()
            let request = try request(directory)
            let task = Mutex<Task<NightSummary, any Error>?>(nil)
            let night = Nightly(request) { event in
                // The guest runs: this is where a machine loses its power.
                if case .rungReached(_, .boot) = event { task.withLock { $0?.cancel() } }
            }
            task.withLock { $0 = Task { try await night.run() } }
            let cutOff = try await task.withLock { $0 }?.value
            #expect(cutOff?.stopped != nil && cutOff?.verdict == .noVerdict)

            let first = try await Nightly(request).run()
            #expect(first.night == 1 && first.stopped == nil && first.verdict == .good, "\(first.line)")
            #expect(first.since == nil && first.counts[.passed] == 1)

            let second = try await Nightly(request).run()
            #expect(second.night == 2 && second.since == 1 && !second.hasChanged, "\(second.line)")
            let store = try HistoryStore(at: request.locations.history)
            #expect(try store.cells().first?.entries.map(\.outcome) == [.passed, .passed])
            let run = try RunDirectory.open(at: second.directory)
            #expect(run.record.sequence == 2 && run.record.since == first.run)
            #expect(try run.results().cells.first?.verdict == .asBefore)
            #expect(FileManager.default.fileExists(atPath: directory.path + "/nights/index.html"))
        }
    }
}

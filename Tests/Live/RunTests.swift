// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitPipeline
import StraitStore
import Testing

extension LiveTests {
    /// A whole run over all architectures: from a configuration to the report.
    struct RunTests {
        @Test(.timeLimit(.minutes(30)))
        func allArchitecturesAnswerAsTheirAddressSpaceSays() async throws {
            let directory = try TemporaryDirectory()
            let (text, matrix) = try Live.matrix(
                [
                    "arch: x86_64, physBits: [32, 33, 36], kaslr: off", "arch: aarch64, cpu: cortex-a53, kaslr: random",
                    "arch: ppc64le, mmu: radix",
                ], defaults: "memory: 2GiB, deviceMemory: [256MiB, 16GiB, 32GiB]", selftests: "hmm-tests")
            let output = directory.path + "/run"
            let request = RunRequest(
                matrix: matrix, configuration: text, arguments: [], output: output, locations: try Live.locations())
            let outcome = try await Runner(request) { event in
                if case .finished(let result) = event {
                    print("\(result.outcome.rawValue) \(result.id) \(result.phases)")
                }
            }.run()

            #expect(outcome.stopped == nil)
            #expect(outcome.results.cells.map(\.id) == matrix.cells.map(\.id))
            let cells = Dictionary(uniqueKeysWithValues: outcome.results.cells.map { ($0.id, $0) })
            func cell(_ part: String) throws -> CellResult {
                try #require(cells.first { $0.key.contains(part) }?.value)
            }

            let none = try cell("physBits-32")
            #expect(none.outcome == .failed)
            #expect(none.rung == .reserve && none.errno == .erange)
            #expect(none.deviceMemory.map(\.errno) == [.erange, .erange, .erange])
            #expect(none.effective["physBits"] == .integer(32))
            #expect(none.effective["kaslr"] == .text("off"))

            // QEMU itself refuses that width: known before a boot, and with the reason.
            let refused = try cell("physBits-33")
            #expect(refused.outcome == .unsupported && refused.cause?.contains("33") == true)

            let some = try cell("physBits-36")
            #expect(some.outcome == .failed && some.errno == .erange)
            #expect(some.deviceMemory.map(\.outcome) == [.passed, .passed, .failed])
            let capacity = try #require(some.capacity)
            #expect(capacity.largestMiB >= Mebibytes(16 << 10) && capacity.largestMiB < Mebibytes(32 << 10))

            for part in ["aarch64", "ppc64le"] {
                let result = try cell(part)
                #expect(result.outcome == .passed, "\(part): \(result.cause ?? "")")
                #expect(result.deviceMemory.allSatisfy { $0.outcome == .passed })
                #expect((result.suites.first?.pass ?? 0) > 30)
                try agrees(result, with: outcome.directory)
            }
            for result in outcome.results.cells where result.outcome != .unsupported {
                try hasItsFiles(result, in: outcome.directory)
            }
            #expect(FileManager.default.fileExists(atPath: output + "/report.html"))
            #expect(Live.guests().isEmpty)
        }

        private func hasItsFiles(_ result: CellResult, in directory: RunDirectory) throws {
            let names = Set(try directory.files(of: result.id).filter { $0.bytes > 0 }.map(\.name))
            let expected: Set = ["result.json", "console.log", "dmesg.log", "iomem.txt", "domain.xml", "qemu.args"]
            #expect(expected.isSubset(of: names), "\(result.id) lacks \(expected.subtracting(names))")
        }

        /// The totals of the result are those that the test program itself counted.
        private func agrees(_ result: CellResult, with directory: RunDirectory) throws {
            let bytes = try #require(try directory.read("hmm-tests.ktap", of: result.id, count: 1 << 20))
            let text = String(decoding: bytes, as: UTF8.self)
            let totals = try #require(text.split(separator: "\n").last { $0.contains("Totals:") })
            let selftests = try #require(result.suites.first)
            #expect(totals.contains("pass:\(selftests.pass) "))
            #expect(totals.contains("skip:\(selftests.skip) "))
            #expect(totals.contains("fail:\(selftests.fail) "))
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitAnalysis
import StraitModel
import StraitStore
import StraitSystem
import Testing

@testable import StraitPipeline

/// What a run's directory says of the lines that ran.
@Suite struct RunCoverageTests {
    private let scratch = FileManager.default.temporaryDirectory.appending(path: "strait-coverage-\(UUID().uuidString)")
        .path

    private static let coverage = CellCoverage(
        readings: ["boot", "log"],
        files: [
            CellCoverage.File(
                path: "mm/a.c", lines: [1, 2], counts: [[1, 0], [1, 0]],
                functions: [CellCoverage.Function(name: "f", first: 1, last: 3)])
        ])

    private func cell(_ kernel: String, _ bits: Int) -> Cell {
        Cell(
            architecture: .x86_64, kernel: kernel, requested: ["physBits": .integer(bits)],
            workload: WorkloadRequest(deviceMemory: [DeviceMemoryRequest(Mebibytes(256))]))
    }

    private func image(_ kernel: String, hunks: String?) -> GuestImage {
        var image = Samples.image(kernel, .x86_64)
        image.coverage = hunks.map { hunks in
            KernelCoverage(
                files: [CoverageFile(path: "mm/a.c", before: "1", after: hunks.isEmpty ? "1" : "2", hunks: hunks)],
                sources: ["mm/a.c"])
        }
        return image
    }

    /// A run with two cells of each kernel; `files`: what stands in the coverage.json of a cell's id.
    private func run(_ images: [GuestImage], _ text: (String) -> [UInt8]?) throws -> RunDirectory {
        let cells = images.flatMap { image in [36, 40].map { cell(image.kernel, $0) } }
        let record = RunRecord(
            id: "r", name: "r", started: "2026-11-23T00:15:00Z", configuration: "", arguments: [],
            host: .init(name: "h", system: "s", cores: 1, memoryMiB: 1), tools: [:], images: images, cells: cells)
        let directory = try RunDirectory.create(at: scratch, record: record)
        for cell in cells {
            let result = CellResult(
                id: cell.id, arch: cell.architecture,
                kernel: KernelIdentity(images.first { $0.kernel == cell.kernel } ?? images[0]),
                requested: cell.requested, outcome: .passed, rung: .log, cause: nil)
            try directory.write(result, files: text(cell.id).map { [CellCoverage.fileName: $0] } ?? [:])
        }
        return directory
    }

    @Test func theCellsOfAKernelAreAddedUp() throws {
        defer { try? FileManager.default.removeItem(atPath: scratch) }
        let images = [
            image("plain", hunks: nil), image("base", hunks: ""),
            image("candidate", hunks: "@@ -0,0 +1,2 @@\n+a\n+b\n"),
        ]
        let directory = try run(images) { _ in try? JSON.encode(Self.coverage) }
        let found = RunCoverage(directory)
        #expect(found.problems.isEmpty && found.kernels.map(\.kernel) == ["base", "candidate"])
        #expect(found.kernels[1].files[0].marks[1]?[.x86_64]?.count == 2)
        #expect(found.kernels[1].never.map(\.lines) == [2...2])
        #expect(try found.shown(nil).map(\.kernel) == ["candidate"] && found.shown("base").map(\.kernel) == ["base"])
        #expect(try found.kernel(nil, option: "--base-kernel", patched: false).kernel == "base")
        #expect(throws: StraitError.self) { try found.shown("plain") }
        // Both kernels' names, or those of `compare`.
        let comparison = try RunComparison(directory, baseKernel: "base", candidateKernel: "candidate")
        #expect(
            comparison.mail(tester: nil).contains(
                "Of 2 changed lines that can run, 1 did on x86_64; never:\n  mm/a.c:2 (f)\n"))
        #expect(String(decoding: try RunReport(of: directory).html, as: UTF8.self).contains("Which changed lines ran"))
    }

    @Test func aBrokenFileIsNamedAndLeftOut() throws {
        defer { try? FileManager.default.removeItem(atPath: scratch) }
        let first = cell("candidate", 36).id
        let directory = try run([image("candidate", hunks: "@@ -0,0 +1 @@\n+a\n")]) { id in
            id == first
                ? Array("{\"schema\":\"strait.coverage/9\",\"readings\":[],\"files\":[]}".utf8)
                : try? JSON.encode(Self.coverage)
        }
        let found = RunCoverage(directory)
        #expect(
            found.problems.count == 1
                && found.problems[0].hasSuffix("it has the schema strait.coverage/9, not strait.coverage/1"))
        #expect(found.kernels[0].files[0].marks[1]?[.x86_64]?.count == 1)
    }

    @Test func aRunWithoutCountingKernelsIsAWrongRequest() throws {
        defer { try? FileManager.default.removeItem(atPath: scratch) }
        let found = RunCoverage(try run([image("plain", hunks: nil)]) { _ in nil })
        #expect(found.kernels.isEmpty)
        #expect(throws: StraitError.self) { try found.shown(nil) }
    }
}

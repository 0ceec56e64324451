// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitAnalysis
import StraitModel
import StraitStore
import Synchronization
import TestSupport
import Testing

@testable import StraitImage
@testable import StraitPipeline

/// Kernels whose answers are known: patch 2 does not compile for aarch64, patch 3 refuses on x86_64.
private final class FakeSteps: SeriesKernels {
    let conflict: Int?
    let trouble: Int?
    let built = Mutex<[Int]>([])
    let booted = Mutex<[String]>([])

    init(conflict: Int? = nil, trouble: Int? = nil) { (self.conflict, self.trouble) = (conflict, trouble) }

    func build(_ matrix: Matrix) async throws -> BuiltStep {
        let number = try #require(matrix.kernels.first?.subset?.first)
        built.withLock { $0.append(number) }
        let outcomes = matrix.images.map { request -> ImageOutcome in
            let error: StraitError? =
                number == conflict
                ? StraitError(.patchConflict, "patch \(number) does not apply")
                : number == trouble
                    ? StraitError(.infrastructure, "the disk is full")
                    : number == 2 && request.architecture == .aarch64
                        ? StraitError(.kernelBuild, "mm/a.c:7: error") : nil
            return ImageOutcome(request: request, result: error.map { .failure($0) } ?? .success(Self.image(request)))
        }
        return BuiltStep(outcomes: outcomes, store: nil)
    }

    static func image(_ request: ImageRequest) -> GuestImage {
        let number = request.kernel.subset?.first ?? 0
        return GuestImage(
            architecture: request.architecture, kernel: request.kernel.name, source: request.kernel.sources[0],
            release: "7.3",
            version: "7.3", kernelPath: "/k", initramfsPath: "/i", kernelSHA256: "\(number)", initramfsSHA256: "b",
            facts: KernelFacts(options: [:], pageSizeKiB: 4, interface: "range", contents: []),
            warnings: number >= 3 ? [CompilerWarning(file: "mm/a.c", text: "unused")] : nil)
    }

    func boot(_ matrix: Matrix, _ images: [GuestImage], _ output: String) async throws {
        let number = try #require(matrix.kernels.first?.subset?.first)
        booted.withLock { $0.append("\(number): \(matrix.cells.map(\.architecture.rawValue).joined(separator: " "))") }
        let record = RunRecord(
            id: "step-\(number)", name: "t", started: "2026-11-23T00:00:00Z", configuration: "", arguments: [],
            host: .init(name: "desk", system: "Debian 12", cores: 2, memoryMiB: 8192), tools: [:], images: images,
            cells: matrix.cells)
        let directory = try RunDirectory.create(at: output, record: record)
        for cell in matrix.cells {
            let isRefused = number >= 3 && cell.architecture == .x86_64
            var result = CellResult(
                id: cell.id, arch: cell.architecture, kernel: KernelIdentity(images[0]), requested: cell.requested,
                outcome: isRefused ? .failed : .passed, rung: isRefused ? .reserve : .log, cause: nil,
                errno: isRefused ? .erange : nil)
            result.deviceMemory = cell.workload.deviceMemory.map {
                DeviceMemoryResult(
                    $0, isRefused ? .failed : .passed, rung: isRefused ? .reserve : .`init`,
                    errno: isRefused ? .erange : nil)
            }
            try directory.write(result.answered(cell.workload))
        }
        try directory.writeResults(finished: "2026-11-23T01:00:00Z", always: true)
    }
}

@Suite("A series, step by step")
final class SeriesRunnerTests {
    private let path = NSTemporaryDirectory() + "strait-steps-\(UUID().uuidString)"

    init() throws {
        try FileManager.default.createDirectory(atPath: "\(path)/patches", withIntermediateDirectories: true)
        for number in 1...4 {
            let text = """
                From: A <a@example.org>
                Date: Mon, 23 Nov 2026 00:00:0\(number) +0000
                Subject: [PATCH \(number)/4] mm: part \(number)
                Message-ID: <p\(number)@example.org>

                ---
                --- a/a.c
                +++ b/a.c
                @@ -1 +1 @@
                -int a = \(number - 1);
                +int a = \(number);

                """
            try Data(text.utf8).write(to: URL(fileURLWithPath: "\(path)/patches/000\(number).patch"))
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    private func run(_ kernels: FakeSteps, output: String = "series") async throws -> SeriesView {
        let kernel = KernelRequest(
            name: "candidate", sources: [KernelSource(scheme: "debian", reference: "sid")], patches: ["\(path)/patches"]
        )
        let cells = [Architecture.x86_64, .aarch64].map {
            Cell(
                architecture: $0, kernel: "candidate", requested: [:],
                workload: WorkloadRequest(deviceMemory: [DeviceMemoryRequest(Mebibytes(256))], suites: []))
        }
        let request = RunRequest(
            matrix: Matrix(name: "t", kernels: [kernel], cells: cells), configuration: "c", arguments: [],
            output: "\(path)/\(output)",
            locations: Locations(cache: "\(path)/cache", runtime: path, recipes: path, state: path))
        return try await SeriesRunner(request, kernel: nil, kernels) { _ in }.run()
    }

    @Test func everyStepIsHeldAgainstTheOneBefore() async throws {
        let kernels = FakeSteps()
        let series = try await run(kernels)
        #expect(kernels.built.withLock { $0 } == [0, 1, 2, 3, 4])
        #expect(
            kernels.booted.withLock { $0 }
                == [
                    "0: x86_64 aarch64", "1: x86_64 aarch64", "2: x86_64", "3: x86_64 aarch64", "3: x86_64",
                    "4: x86_64 aarch64",
                ])
        #expect(series.record.finished != nil && series.verdict == .broke)
        #expect(series.broken.map(\.step.number) == [2] && series.broken[0].architectures == [.aarch64])
        #expect(series.firstChange(of: .initialization)?.step.number == 3)
        #expect(series.firstChange(of: .initialization)?.architectures == [.x86_64])
        #expect(series.warned.map(\.step.number) == [3])
        #expect(series.steps[3].patch?.messageID == "p3@example.org")
        // A series that has ended is read, and nothing is done.
        let again = FakeSteps()
        #expect(try await run(again).steps.count == 5)
        #expect(again.built.withLock { $0 }.isEmpty)
    }

    @Test func aPatchThatDoesNotApplyEndsIt() async throws {
        let series = try await run(FakeSteps(conflict: 3))
        #expect(series.steps.count == 4 && series.steps[3].refusal == "patch 3 does not apply")
        #expect(series.record.finished != nil && series.verdict == .broke)
    }

    /// Trouble of the host is no finding: the step is made again.
    @Test func troubleOfTheHostStopsItAndItGoesOn() async throws {
        let error = await #expect(throws: StraitError.self) { try await self.run(FakeSteps(trouble: 2)) }
        #expect(error?.kind == .infrastructure)
        #expect(try SeriesDirectory(at: "\(path)/series").view().verdict == .inconclusive)
        let kernels = FakeSteps()
        #expect(try await run(kernels).steps.count == 5)
        #expect(kernels.built.withLock { $0 } == [2, 3, 4])
    }
}

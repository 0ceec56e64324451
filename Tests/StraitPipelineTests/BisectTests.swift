// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitAnalysis
import StraitModel
import StraitReport
import Synchronization
import TestSupport
import Testing

@testable import StraitPipeline

/// Kernels whose answers are known: from a patch on a cell is refused, always or in some boots.
private final class FakeKernels: BisectBooting {
    let culprit: Int
    /// Of so many boots in a row one shows the change.
    let every: Int
    let unbuildable: Set<Int>
    /// Whether a kernel without the culprit shows it, too.
    let isElsewhere: Bool
    /// The point whose boots have no answer, but for the first boot of the good end; nil for none.
    let silent: Int?
    let boots = Mutex<[String]>([])
    private let counts = Mutex<[String: Int]>([:])

    init(culprit: Int, every: Int = 1, unbuildable: Set<Int> = [], isElsewhere: Bool = false, silent: Int? = nil) {
        (self.culprit, self.every, self.unbuildable, self.isElsewhere) = (culprit, every, unbuildable, isElsewhere)
        self.silent = silent
    }

    func build(_ kernel: KernelRequest) async throws -> BisectKernel {
        let subset = try #require(kernel.subset)
        if unbuildable.contains(subset.first) {
            throw StraitError(.kernelBuild, "patch \(subset.first) does not compile")
        }
        return BisectKernel(request: kernel, images: [], store: nil)
    }

    func boot(_ kernel: BisectKernel, _ name: String, only ids: Set<String>) async throws -> ComparisonSide {
        boots.withLock { $0.append(name) }
        let subset = try #require(kernel.request.subset)
        let hasIt = subset.first >= culprit && (isElsewhere || subset.without != culprit)
        let number = counts.withLock { counts in
            counts["\(subset)", default: 0] += 1
            return counts["\(subset)", default: 0]
        }
        let isShown = hasIt && number.isMultiple(of: every)
        var result = CellResult(
            id: "a", arch: .x86_64, kernel: KernelIdentity(name: "k", source: "tree:/l"), requested: [:],
            outcome: isShown ? .failed : .passed, rung: isShown ? .reserve : .log, cause: nil,
            errno: isShown ? .erange : nil)
        let size = DeviceMemoryRequest(Mebibytes(256))
        result.deviceMemory = [
            DeviceMemoryResult(
                size, isShown ? .failed : .passed, rung: isShown ? .reserve : .`init`, errno: isShown ? .erange : nil)
        ]
        if subset.first == silent, number > 1 || silent != 0 {
            (result.outcome, result.rung, result.deviceMemory) = (.infrastructure, .host, [])
        }
        result = result.answered(WorkloadRequest(deviceMemory: [size]))
        let record = RunRecord(
            id: name, name: "t", started: "2026-11-23T00:00:00Z", configuration: "", arguments: [],
            host: .init(name: "desk", system: "Debian 12", cores: 2, memoryMiB: 8192), tools: [:], images: [],
            cells: [.sample("a")])
        return ComparisonSide(record: record, results: [result])
    }
}

@Suite("A bisection over patches")
final class BisectTests {
    private let path = NSTemporaryDirectory() + "strait-bisect-\(UUID().uuidString)"

    deinit { try? FileManager.default.removeItem(atPath: path) }

    private func find(_ kernels: FakeKernels, patches count: Int = 16, most: Int = 50) async throws -> BisectRecord {
        let kernel = KernelRequest(name: "k", sources: [KernelSource(scheme: "tree", reference: "/l")], patches: ["p"])
        let patches = (1...count).map { AppliedPatch(name: "patch \($0)", sha256: "\($0)") }
        let points = try PatchPoints(kernel, patches, good: 0, bad: count)
        let request = RunRequest(
            matrix: Matrix(name: "t", kernels: [kernel], cells: [.sample("a")]), configuration: "", arguments: [],
            output: path, locations: Locations(cache: path, runtime: path, recipes: path, state: path))
        let runner = BisectRunner(
            request, range: BisectRange(good: "0", bad: "\(count)", kernel: nil), judged: CellQuestion.allCases,
            most: most
        ) { _ in }
        let record = BisectRecord(
            name: "t", kernel: "k", started: "2026-11-23T00:00:00Z", configuration: "", arguments: [],
            judged: CellQuestion.allCases, points: points.points)
        return try await runner.run(points, kernels, try BisectDirectory.open(at: path, for: record))
    }

    @Test(arguments: 1...16)
    func findsEachPatch(_ culprit: Int) async throws {
        let found = try await find(FakeKernels(culprit: culprit))
        #expect(found.first == culprit && found.proof == .proven && found.isFix == false)
        #expect(found.needed == 7, "4 of 4 boots: the rate is 51 % at least")
        #expect(
            found.cells == ["a"] && found.changes == ["initialization: 256MiB: passes -> reserve with ERANGE"]
                || found.changes.count == 1)
    }

    /// A change that shows in one of three boots: no point is taken for one without it.
    @Test(arguments: [1, 5, 11, 16])
    func findsAFlakyPatch(_ culprit: Int) async throws {
        let kernels = FakeKernels(culprit: culprit, every: 3)
        let found = try await find(kernels)
        #expect(found.first == culprit && found.proof == .proven)
        let needed = try #require(found.needed)
        #expect((20...50).contains(needed))
        let before = try #require(found.trials[culprit - 1])
        #expect(before.hits == 0 && before.boots >= needed, "\(before)")
        #expect(found.revert?.boots == needed)
    }

    @Test func whatIsTooRareIsSaid() async throws {
        let error = await #expect(throws: StraitError.self) {
            try await self.find(FakeKernels(culprit: 3, every: 9), most: 20)
        }
        #expect(error?.kind == .request && error?.message.contains("--boots") == true, "\(String(describing: error))")
    }

    @Test func whatCannotBeBuiltIsPassedOver() async throws {
        let found = try await find(FakeKernels(culprit: 5, unbuildable: [8, 9]))
        #expect(found.first == 5 && found.proof == .proven)
        let between = try await { () async throws -> BisectRecord in
            try FileManager.default.removeItem(atPath: path)
            return try await find(FakeKernels(culprit: 9, unbuildable: [7, 8]))
        }()
        #expect(between.first == nil && between.proof == nil && between.finished != nil)
        #expect(BisectText(between, width: 200).text.contains("patch 7; patch 8; patch 9"))
    }

    @Test func whatTheBadEndShowsWithoutItIsNotProven() async throws {
        let found = try await find(FakeKernels(culprit: 5, isElsewhere: true))
        #expect(found.first == 5 && found.proof == .refuted)
        #expect(BisectText(found, width: 100).text.contains("Not proven: the bad end without it shows the change, too"))
    }

    @Test func endsThatDoNotDifferAreRefused() async throws {
        let error = await #expect(throws: StraitError.self) { try await self.find(FakeKernels(culprit: 99), most: 5) }
        #expect(error?.message.contains("the bad end answers as the good one in 5 boots") == true)
    }

    @Test func aGoodEndThatIsNotGoodIsRefused() async throws {
        let error = await #expect(throws: StraitError.self) { try await self.find(FakeKernels(culprit: 0, every: 2)) }
        #expect(error?.message.contains("the good end is not good") == true, "\(String(describing: error))")
    }

    /// One boot is no proof: with no answer after it the change may be there as well.
    @Test func aGoodEndThatStopsToAnswerIsNotProven() async throws {
        let error = await #expect(throws: StraitError.self) {
            try await self.find(FakeKernels(culprit: 5, silent: 0))
        }
        #expect(error?.kind == .infrastructure, "\(String(describing: error))")
        #expect(error?.message.contains("the good end is not proven") == true, "\(String(describing: error))")
    }

    /// No answer is not the answer of the good end.
    @Test func aBadEndWithoutAnAnswerIsNoGoodOne() async throws {
        let error = await #expect(throws: StraitError.self) {
            try await self.find(FakeKernels(culprit: 5, silent: 16))
        }
        #expect(error?.kind == .infrastructure, "\(String(describing: error))")
        #expect(error?.message.contains("of the bad end had no answer") == true, "\(String(describing: error))")
    }

    /// Every boot has a directory of its own, so nothing is booted twice when an interrupted bisection goes on.
    @Test func noBootHasTheDirectoryOfAnother() async throws {
        let kernels = FakeKernels(culprit: 11, every: 3)
        _ = try await find(kernels)
        let names = kernels.boots.withLock { $0 }
        #expect(Set(names).count == names.count)
        let again = try await find(FakeKernels(culprit: 11))
        #expect(again.first == 11, "it has ended, and is only read")
    }

    @Test func theMailIsPlain() async throws {
        let text = BisectText(try await find(FakeKernels(culprit: 5)), width: 72, isMail: true).text
        #expect(
            text.hasPrefix(
                "patch 5 is the first that breaks it.\nProven: the bad end without it answered as the good one in 7 boots."
            ))
        #expect(
            text.split(separator: "\n").allSatisfy { $0.count <= 72 && $0.utf8.allSatisfy { $0 < 0x80 } }, "\(text)")
        #expect(text.contains("  5: 1 of 1 (found): patch 5"))
    }

    @Test func anIdStaysWhole() async throws {
        var record = try await find(FakeKernels(culprit: 5))
        let id = "x86_64,candidate,pciHole64-32GiB,physBits-36,kaslr-off,dev-256MiB+4GiB+32GiB,tests-none"
        record.cells = [id]
        #expect(BisectText(record, width: 72, isMail: true).text.contains(" \(id)\n"))
    }

    @Test func numbersOfPatchesAreChecked() {
        let kernel = KernelRequest(name: "k", sources: [KernelSource(scheme: "tree", reference: "/l")], patches: ["p"])
        for (good, bad) in [(2, 2), (3, 1), (0, 4)] {
            #expect(throws: StraitError.self) {
                try PatchPoints(kernel, (1...3).map { AppliedPatch(name: "\($0)", sha256: "") }, good: good, bad: bad)
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import Testing

@testable import StraitPipeline

/// The directory of a series, and the kernel that it is about.
final class SeriesDirectoryTests {
    private let path = NSTemporaryDirectory() + "strait-series-\(UUID().uuidString)"

    deinit { try? FileManager.default.removeItem(atPath: path) }

    private func record(_ kernel: String = "k", patch: String = "a", configuration: String = "c") -> SeriesRecord {
        SeriesRecord(
            name: "n", kernel: kernel, started: "2026-11-23T00:00:00Z", configuration: configuration, arguments: [],
            architectures: [.x86_64], patches: [AppliedPatch(name: "p", sha256: patch)])
    }

    @Test func theSameSeriesGoesOn() throws {
        var first = record()
        first.steps = [SeriesStep(number: 0, builds: [SeriesStep.Build(architecture: .x86_64)], seconds: 1)]
        try SeriesDirectory.open(at: path, for: record()).write(first)
        #expect(try SeriesDirectory.open(at: path, for: record()).record() == first)
        #expect(try SeriesDirectory(at: path).view().steps.count == 1)
    }

    @Test func anotherSeriesIsRefusedByName() throws {
        _ = try SeriesDirectory.open(at: path, for: record())
        for (other, what) in [
            (record("other"), "the kernel k"), (record(patch: "b"), "other patches"),
            (record(configuration: "d"), "another configuration"),
        ] {
            let error = #expect(throws: StraitError.self) { try SeriesDirectory.open(at: self.path, for: other) }
            #expect(error?.kind == .request && error?.message.contains(what) == true, "\(what)")
        }
    }

    @Test func nothingElseIsWrittenInto() throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try Data("mine".utf8).write(to: URL(fileURLWithPath: "\(path)/notes.txt"))
        let error = #expect(throws: StraitError.self) { try SeriesDirectory.open(at: self.path, for: self.record()) }
        #expect(error?.kind == .request && error?.message.contains("is not empty") == true)
        #expect(try FileManager.default.contentsOfDirectory(atPath: path) == ["notes.txt"])
    }

    @Test func oneProcessWrites() throws {
        let held = try SeriesDirectory.open(at: path, for: record())
        let error = #expect(throws: StraitError.self) { try SeriesDirectory.open(at: self.path, for: self.record()) }
        #expect(error?.message.contains("another strait process") == true)
        withExtendedLifetime(held) {}
    }

    @Test func aDamagedRecordSaysWhere() throws {
        _ = try SeriesDirectory.open(at: path, for: record())
        try Data("{\"schema\": \"strait.series/1\"}".utf8).write(to: URL(fileURLWithPath: "\(path)/series.json"))
        let error = #expect(throws: StraitError.self) { try SeriesDirectory(at: self.path) }
        #expect(error?.description.contains("series.json") == true && error?.kind == .request)
    }

    private func matrix(_ kernels: [KernelRequest]) -> Matrix {
        Matrix(
            name: "m", kernels: kernels,
            cells: kernels.map {
                Cell(architecture: .x86_64, kernel: $0.name, requested: [:], workload: WorkloadRequest(suites: []))
            })
    }

    private func kernel(_ name: String, _ patches: [String]) -> KernelRequest {
        KernelRequest(name: name, sources: [KernelSource(scheme: "tree", reference: "/l")], patches: patches)
    }

    @Test func theKernelWithPatchesIsMeant() throws {
        let (base, one, two) = (kernel("base", []), kernel("one", ["a"]), kernel("two", ["b"]))
        let found = try PatchedKernel(in: matrix([base, one]), named: nil)
        #expect(found.kernel == one && found.tree == "/l")
        #expect(found.matrix.cells.map(\.kernel) == ["one"])
        #expect(found.matrix(with: PatchSubset(first: 3)).kernels.map(\.subset) == [PatchSubset(first: 3)])
        #expect(try PatchedKernel(in: matrix([one, two]), named: "two").kernel == two)
        for (kernels, name) in [([base], nil), ([one, two], nil), ([base, one], "base"), ([one], "three")]
            as [([KernelRequest], String?)]
        {
            let error = #expect(throws: StraitError.self) { try PatchedKernel(in: self.matrix(kernels), named: name) }
            #expect(error?.kind == .request)
        }
    }

    @Test(
        arguments: [
            (PatchSubset(first: 0), []), (PatchSubset(first: 2), [1, 2]), (PatchSubset(first: 9), [1, 2, 3, 4]),
            (PatchSubset(first: 4, without: 2), [1, 3, 4]), (PatchSubset(first: 1, without: 2), [1]),
        ] as [(PatchSubset, [Int])])
    func aPartOfTheSeries(_ subset: PatchSubset, _ expected: [Int]) {
        #expect(subset.of([1, 2, 3, 4]) == expected)
    }
}

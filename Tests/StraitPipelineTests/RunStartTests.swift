// SPDX-License-Identifier: Apache-2.0

import StraitConfig
import StraitModel
import Testing

@testable import StraitPipeline

/// Which run is the same one, and may be gone on with.
@Suite struct RunStartTests {
    private static func text(_ rows: String, expect outcome: String = "failed") -> String {
        """
        name: t
        kernels: { k: debian:sid }
        matrix: [\(rows)]
        expect: [{ arch: x86_64, outcome: \(outcome) }]
        """
    }

    private static func request(_ text: String) throws -> RunRequest {
        RunRequest(
            matrix: try Configuration.parse(text: text, file: "t.yaml").matrix(), configuration: text, arguments: [],
            output: "/nonexistent", locations: Locations(cache: "", runtime: "", recipes: ""))
    }

    private static func record(_ request: RunRequest, images: [GuestImage] = []) -> RunRecord {
        RunRecord(
            id: "t-1", name: "t", started: "2026-11-23T00:00:00Z", configuration: request.configuration, arguments: [],
            host: .init(name: "desk", system: "Debian 12", cores: 2, memoryMiB: 8192), tools: [:],
            images: images, cells: request.matrix.cells, shard: request.shard,
            searches: request.matrix.searches)
    }

    private static func difference(_ request: RunRequest, _ record: RunRecord, _ images: [GuestImage]) -> String? {
        request.difference(from: record, images: set(request, images))
    }

    /// What came of a request's images, where only these could be had.
    private static func set(_ request: RunRequest, _ images: [GuestImage]) -> ImageSet {
        let results = request.matrix.images.map { asked in
            let image = images.first {
                $0.architecture == asked.architecture
                    && (asked.pageSizeKiB == nil || $0.facts.pageSizeKiB == asked.pageSizeKiB)
            }
            let trouble = StraitError(.unsupported, "debian:sid has no such kernel")
            return (asked, image.map { Result.success($0) } ?? .failure(trouble))
        }
        return ImageSet(Dictionary(uniqueKeysWithValues: results), for: request.matrix)
    }

    @Test func theSameRequestIsTheSameRun() throws {
        let request = try Self.request(Self.text("{ arch: x86_64 }"))
        #expect(Self.difference(request, Self.record(request), []) == nil)
    }

    @Test func whatMakesItAnother() throws {
        let request = try Self.request(Self.text("{ arch: x86_64 }"))
        let wider = try Self.request(Self.text("{ arch: x86_64, physBits: [36, 40] }"))
        #expect(Self.difference(wider, Self.record(request), []) == "other cells")
        var part = request
        part.shard = Shard(parsing: "1/2")
        #expect(Self.difference(part, Self.record(request), [])?.hasPrefix("another part") == true)
        // The same cells, of which something else is expected: those that are finished were held against the old.
        let stricter = try Self.request(Self.text("{ arch: x86_64 }", expect: "passed"))
        #expect(stricter.matrix.cells == request.matrix.cells)
        #expect(
            Self.difference(stricter, Self.record(request), [])?.hasPrefix("another configuration") == true)
    }

    /// A mirror that was down is up again, or up no more: the run is the same as long as no kernel has become another.
    @Test func whichImagesMakeItAnother() throws {
        let request = try Self.request(Self.text("{ arch: [x86_64, aarch64] }"))
        let (first, second) = (Samples.image("k", .x86_64), Samples.image("k", .aarch64))
        let record = Self.record(request, images: [first])
        var told = first
        told.passedOver = ["debian:forky: the index has expired"]
        told.kernelPath = "/elsewhere/vmlinuz"
        for images in [[first], [first, second], [], [told], [second]] {
            #expect(Self.difference(request, record, images) == nil)
        }
        // The same sources with another kernel or initramfs in them.
        var (other, rebuilt) = (first, first)
        other.kernelSHA256 = "another"
        rebuilt.initramfsSHA256 = "another"
        #expect(Self.difference(request, record, [other, second]) == "other kernels (k for x86_64)")
        #expect(
            Self.difference(request, record, [rebuilt, second])
                == "the same kernels with other programs in the guest (k for x86_64)")
        // The source's own choice of pages is another one now.
        let larger = Samples.image("k", .x86_64, pageSizeKiB: 64, content: "64")
        #expect(Self.difference(request, record, [larger]) == "other kernels (k for x86_64)")
    }

    @Test func flavoursOfAKernelThatAreAskedForAreKernelsOfTheirOwn() throws {
        let request = try Self.request(Self.text("{ arch: aarch64, pageSize: [4k, 16k], cpu: neoverse-n1 }"))
        let small = Samples.image("k", .aarch64)
        let large = Samples.image("k", .aarch64, pageSizeKiB: 16, content: "16")
        #expect(Self.difference(request, Self.record(request, images: [small]), [small, large]) == nil)
        #expect(Self.difference(request, Self.record(request, images: [small, large]), [large]) == nil)
        var other = large
        other.kernelSHA256 = "another"
        #expect(
            Self.difference(request, Self.record(request, images: [small, large]), [small, other])
                == "other kernels (k for aarch64)")
    }

    @Test func aKernelThatCanBeHadNowJoinsTheRun() throws {
        let request = try Self.request(Self.text("{ arch: [x86_64, aarch64] }"))
        let (first, second) = (Samples.image("k", .x86_64), Samples.image("k", .aarch64))
        func speed(_ architecture: Architecture, _ seconds: Double) -> GuestSpeed {
            GuestSpeed(architecture: architecture, acceleration: .tcg, reason: nil, bootSeconds: seconds)
        }
        var record = Self.record(request, images: [second])
        record.speeds = [speed(.aarch64, 3)]
        #expect(record.joined(by: [second], speeds: [speed(.aarch64, 4)]) == nil)
        #expect(record.joined(by: [], speeds: []) == nil)
        let joined = record.joined(by: [second, first], speeds: [speed(.x86_64, 5), speed(.aarch64, 4)])
        #expect(joined?.images == [first, second])
        #expect(joined?.speeds == [speed(.aarch64, 3), speed(.x86_64, 5)])
    }

    /// Of a kernel that a run has begun with, no source that has lost it can say that there is none.
    @Test func aKernelThatIsGoneIsTrouble() throws {
        let request = try Self.request(Self.text("{ arch: [x86_64, aarch64] }"))
        let set = Self.set(request, []).goingOn(with: [Samples.image("k", .x86_64)])
        let work = RunWork(request.matrix, set, done: [], past: [:])
        #expect(work.cells.isEmpty && work.settled.map(\.outcome) == [.infrastructure, .unsupported])
        let cause = "the kernel with which the run began is not available now (debian:sid has no"
        #expect(work.settled.first?.cause?.contains(cause) == true)
    }

    /// Trouble of the host is nobody's result, but for the control whose QEMU is killed.
    @Test(arguments: [
        (Outcome.infrastructure, Rung.log, Control?.none, false), (.infrastructure, .log, .mustDie, true),
        // It had no kernel to boot, so nothing was killed.
        (.infrastructure, .host, .mustDie, false), (.infrastructure, .log, .mustPass, false),
        (.hung, .log, nil, true), (.invalid, .log, nil, true), (.passed, .log, nil, true),
    ])
    func whichResultsStandWhenARunIsGoneOnWith(
        _ outcome: Outcome, _ rung: Rung, _ control: Control?, _ stands: Bool
    ) {
        var result = CellResult(
            id: "a", arch: .x86_64, kernel: KernelIdentity(name: "k", source: "debian:sid"), requested: [:],
            outcome: outcome, rung: rung, cause: nil)
        result.control = control
        #expect(RunWork.stands(result) == stands)
    }
}

// SPDX-License-Identifier: Apache-2.0

import StraitModel
import Testing

@testable import StraitWorkload

/// Several regions at a time, and what is left after many loads.
@Suite struct DepthTests {
    private func cell(_ asked: String..., reloads: Int = 0) -> Cell {
        Cell(
            architecture: .x86_64, kernel: "stock", requested: ["physBits": .integer(40), "kaslr": .text("random")],
            workload: WorkloadRequest(
                deviceMemory: asked.compactMap { DeviceMemoryRequest(parsing: $0) }, suites: [], reloads: reloads))
    }

    @Test("every second region is freed and asked for again, and the rest is freed from its end")
    func several() async {
        let guest = FakeGuest()
        let evidence = await found(guest, cell("256MiB", "5x64GiB"))
        #expect(evidence.deviceMemory.map(\.outcome) == [.passed, .passed])
        #expect(evidence.deviceMemory[1].request.description == "5x64GiB")
        #expect(evidence.deviceMemory[1].start == Address(64 << 36))
        let frees = guest.commands.joined().split(separator: "'").filter { $0.hasPrefix("free") }
        #expect(frees == ["free all", "free 7", "free 9", "free 11", "free 12", "free 10", "free 8", "free 6"])
        #expect(guest.state.withLock { $0.held.isEmpty })
    }

    @Test("the region that has no place any more is named, and what is there is given back")
    func tooMany() async {
        let guest = FakeGuest()
        let result = await found(guest, cell("9x64GiB")).deviceMemory[0]
        #expect(result.outcome == .failed && result.rung == .reserve && result.errno == .erange)
        #expect(result.cause?.hasPrefix("region 9 of 9: no address space for 64GiB") == true)
        #expect(guest.state.withLock { $0.held.isEmpty })
    }

    @Test(
        "answers that are not to be trusted, or that show what is wrong",
        arguments: [
            (
                "'list'",
                "probe:strait-probe/1 op=region id=1 start=0x1000000000\n"
                    + "probe:strait-probe/1 op=region id=2 start=0x1040000000\n",
                Outcome.infrastructure, "did not answer"
            ),
            (
                "'free all'", "probe:strait-probe/1 op=free freed=1 held=1 step=none errno=0\n", .infrastructure,
                "answer"
            ),
        ])
    func distrusted(_ part: String, _ output: String, _ outcome: Outcome, _ word: String) async {
        let result = await found(FakeGuest([(part, .output(output))]), cell("2x64GiB")).deviceMemory[0]
        #expect(result.outcome == outcome)
        #expect(result.cause?.contains(word) == true)
    }

    private static let apart =
        "probe:strait-probe/1 op=region id=1 start=0x1000000000\nprobe:strait-probe/1 op=region id=2 start=0x2000000000\n"

    private func answers(_ last: String, list: String = DepthTests.apart) -> String {
        let claim =
            "probe:strait-probe/1 op=claim id=1 start=0x1000000000 asked=0x1000000000 length=ok place=ok step=none errno=0\n"
        return claim + claim + list + "probe:strait-probe/1 op=free freed=2 \(last) step=none errno=0\n"
    }

    @Test func whatIsLeftBehindFails() async {
        func result(_ output: String) async -> DeviceMemoryResult {
            await found(FakeGuest([("claim", .output(output))]), cell("2x64GiB")).deviceMemory[0]
        }
        let changed = await result(answers("held=0 iomem=changed"))
        #expect(changed.outcome == .failed && changed.cause?.hasPrefix("/proc/iomem is not as before") == true)
        let kept = await result(answers("held=1"))
        #expect(kept.outcome == .failed && kept.cause == "1 of 2x64GiB were not freed")
        let regions = "probe:strait-probe/1 op=region id=1 start=0x1000000000\n"
        let both = await result(answers("held=0 iomem=same", list: regions + regions))
        #expect(both.outcome == .failed && both.cause == "two of 2x64GiB overlap")
        #expect(await result("").outcome == .infrastructure)
        // A number may be 0, and two of them are one place all the same.
        let zero = "probe:strait-probe/1 op=region id=1 start=0x0\n"
        let first = await result(answers("held=0 iomem=same", list: zero + zero))
        #expect(first.outcome == .failed && first.cause == "two of 2x64GiB overlap")
        let nowhere = "probe:strait-probe/1 op=region id=1\n"
        #expect(await result(answers("held=0 iomem=same", list: zero + nowhere)).outcome == .infrastructure)
        // What lies where was not told of all of them, or not what is left.
        #expect(await result(answers("held=0 iomem=same", list: regions)).outcome == .infrastructure)
        #expect(await result(answers("held=0")).outcome == .infrastructure)
        #expect(await result(answers("held=0 iomem=same")).outcome == .passed)
    }

    // Sixty loads, as `Probe.reload` prints them.
    private func rounds(_ count: Int, free: [Int] = [800_000, 800_000], last: String = "") -> String {
        let one =
            [
                "strait-load/1 ok", "strait-probe/1 op=init\(FakeGuest.checks) iomem=same step=none errno=0",
                "strait-unload/1 ok",
            ]
        var lines = Array(repeating: one, count: count).flatMap { $0 } + [last]
        lines.insert("MemFree: \(free[0]) kB", at: 0)
        lines.append("MemFree: \(free[1]) kB")
        let map = "iomem:00001000-0009fbff : System RAM\niomem:00100000-7fffffff : System RAM\n"
        return lines.map { "reload:\($0)\n" }.joined() + map
    }

    @Test("what many loads leave behind fails, and anything but an answer is no verdict")
    func reloads() async {
        func unload(_ output: String) async -> (Outcome?, String?) {
            let guest = FakeGuest([("while", .output(output))])
            let record = await found(guest, cell("256MiB", reloads: 50)).record(of: .unload)
            return (record?.outcome, record?.cause)
        }
        #expect(await unload(rounds(60)) == (.passed, nil))
        #expect(
            await unload(rounds(60, free: [800_000, 700_000]))
                == (.failed, "100000 KiB of RAM are gone after 50 loads and unloads of the probe: a leak"))
        #expect(
            await unload(rounds(6, last: "strait-unload/1 errno=EBUSY"))
                == (.failed, "load and unload 7 of 60: the probe does not unload: EBUSY"))
        #expect(
            await unload(rounds(6, last: "strait-probe/1 op=init step=reserve errno=ERANGE why=kernel"))
                == (.failed, "load and unload 7 of 60: a region that was granted before is not: ERANGE"))
        let bad = FakeGuest.checks.replacing(
            "zone=ok", with: "zone=bad zone_bad=0x1 zone_first=0x2 zone_found=0x3 zone_wanted=0x4")
        #expect(
            await unload(rounds(6, last: "strait-probe/1 op=init\(bad) iomem=same step=none errno=0")).1
                == "load and unload 7 of 60: the region is not right: 1 of 65536 struct pages are in zone 3, "
                + "not in ZONE_DEVICE (4), the first is 2")
        #expect(await unload(rounds(6, last: "Killed")).0 == .infrastructure)
        #expect(await unload("").0 == .infrastructure)
    }

    @Test("a page of a size that no kernel has is none to reckon with", arguments: ["9223372036854775807", "-4", "0"])
    func hostilePageSize(_ size: String) async {
        let info = "load:strait-load/1 ok\nprobe:strait-probe/1 op=info interface=range direct_map=0xffff8c0000000000"
        let guest = FakeGuest(
            [
                ("while", .output(rounds(60, free: [800_000, 700_000]))),
                ("ask 'info'", .output(info + " step=none errno=0\n")),
            ], instead: ["grep -m 1 KernelPageSize /proc/self/smaps": "KernelPageSize: \(size) kB"])
        let evidence = await found(guest, cell("256MiB", reloads: 50))
        #expect(evidence.guest.pageSizeKiB == nil)
        #expect(evidence.record(of: .unload)?.cause?.hasSuffix("a leak") == true)
    }

    @Test("modules that do not unload are the finding, even where the memory was refused before")
    func unloadOutranksRefusal() {
        var evidence = WorkloadEvidence(architecture: .x86_64)
        let refused = DeviceMemoryResult(
            Mebibytes(256), .failed, rung: .reserve, errno: .erange, cause: "no address space for 256MiB")
        evidence.deviceMemory = [refused]
        evidence.ladder = [
            RungRecord(.reserve, .failed, seconds: 0, cause: refused.cause, errno: .erange),
            RungRecord(.unload, .failed, seconds: 0, cause: "strait_probe does not unload: EBUSY", errno: .ebusy),
        ]
        let result = JudgementInput(
            cell: cell("256MiB"), kernel: KernelIdentity(name: "stock", source: "debian:sid"), facts: goodFacts,
            evidence: evidence
        ).judge()
        #expect((result.outcome, result.rung, result.errno) == (.failed, .unload, .ebusy))
        #expect(result.answers.initialization == .bad)
        #expect(result.cause == "strait_probe does not unload: EBUSY; before that: no address space for 256MiB")
    }
}

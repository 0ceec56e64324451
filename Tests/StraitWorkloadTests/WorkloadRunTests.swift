// SPDX-License-Identifier: Apache-2.0

import StraitModel
import Synchronization
import Testing

@testable import StraitWorkload

let goodFacts = KernelFacts(
    options: ["DEVICE_PRIVATE": "y", "RANDOMIZE_BASE": "y"], pageSizeKiB: 4, interface: "range",
    contents: .devicePrivateMemory())

func cell(
    sizes: [Int] = [256, 16384], suites: [SuiteRequest] = [.hmmTests], kaslr: String = "random", physBits: Int = 40
) -> Cell {
    Cell(
        architecture: .x86_64, kernel: "stock",
        requested: ["physBits": .integer(physBits), "kaslr": .text(kaslr)],
        workload: WorkloadRequest(deviceMemory: sizes.map { DeviceMemoryRequest(Mebibytes($0)) }, suites: suites))
}

/// The rungs above `login` of a cell that asks for everything.
let standardRungs = Ladder(of: cell(), Workload.all).steps.map(\.rung)

/// What the workloads of a cell find in a guest.
func found(_ guest: FakeGuest, _ cell: Cell = cell(), facts: KernelFacts = goodFacts) async -> WorkloadEvidence {
    await GuestWorkload(cell: cell, facts: facts, scale: 2).run(guest)
}

@Suite struct WorkloadRunTests {
    /// Every command, to the letter: this is the contract with the guest.
    @Test func theWholeLadder() async {
        let guest = FakeGuest()
        let rungs = Mutex<[Rung]>([])
        let evidence = await GuestWorkload(cell: cell(), facts: goodFacts, scale: 2)
            .run(guest) { rung in rungs.withLock { $0.append(rung) } }
        let iomem = "iomem show '/proc/iomem'"
        let meminfo = "meminfo show '/proc/meminfo'"
        #expect(
            guest.commands
                == [
                    "version show '/proc/version' cmdline show '/proc/cmdline' cpuinfo show '/proc/cpuinfo' "
                        + "\(meminfo) page run 'grep -m 1 KernelPageSize /proc/self/smaps' \(iomem) "
                        + #"text run 'grep -m 1 '\'' _text$'\'' /proc/kallsyms' kmsg kmsg '0'"#,
                    "load load '/strait/strait_probe.ko' probe ask 'info' kmsg kmsg '2'",
                    "probe ask 'largest' probe ask 'reserve 256MiB' probe ask 'reserve 16GiB' kmsg kmsg '2'",
                    "probe ask 'init 256MiB' kmsg kmsg '2'", "probe ask 'init 16GiB' kmsg kmsg '2'",
                    "\(meminfo) load load '/strait/test_hmm.ko' kmsg kmsg '2'",
                    #"status run 'if strait-guest test true 2>/dev/null; then "#
                        + #"strait-guest test '\''/strait/hmm-tests -T benchmark_thp_migration'\''; "#
                        + "else /strait/hmm-tests -T benchmark_thp_migration; fi >/tmp/hmm-tests.ktap 2>&1; echo $?' "
                        + "kmsg kmsg '3' ktap show '/tmp/hmm-tests.ktap'",
                    "test_hmm unload 'test_hmm' strait_probe unload 'strait_probe' \(iomem) kmsg kmsg '3'",
                    "kmsg kmsg '3'",
                ].map { "strait-guest sections \($0)" })
        let limits = guest.state.withLock { $0.limits }
        #expect(limits[0] == .seconds(120) && limits[6] == .seconds(720), "scaled by 2")
        let all: [Rung] = [.axes, .load, .reserve, .`init`, .selftests, .unload, .log]
        #expect(rungs.withLock { $0 } == all)
        #expect(evidence.ladder.map(\.rung) == all)
        #expect(evidence.ladder.allSatisfy { $0.outcome == .passed && $0.cause == nil })
        #expect(evidence.interruption == nil)
        #expect(evidence.deviceMemory.map(\.outcome) == [.passed, .passed])
        #expect(evidence.deviceMemory.map(\.rung) == [.`init`, .`init`])
        #expect(
            evidence.capacity
                == Capacity(
                    largestMiB: Mebibytes(960 << 10), start: Address(0x1_8000_0000), limit: .addresses,
                    refusedMiB: Mebibytes(960 << 10 | 1), errno: .erange))
        #expect(evidence.suites.first?.pass == 2)
        #expect(Axis.physBits.effective(evidence.guest) == .integer(40))
        #expect(Axis.kaslr.effective(evidence.guest) == .text("on"))
        #expect(evidence.guest.pageSizeKiB == 4)
        #expect(evidence.guest.layout?.textAddress == Address(0xffff_ffff_a100_0000))
        #expect(evidence.guest.layout?.deviceLimit == Address(0xff_ffff_ffff))
        #expect(evidence.files.keys.sorted() == ["dmesg.log", "guest.txt", "hmm-tests.ktap", "iomem.txt"])
        #expect(evidence.files["hmm-tests.ktap"] == Array(FakeGuest.ktap.utf8))
        #expect(String(decoding: evidence.files["dmesg.log"] ?? [], as: UTF8.self).contains("added new 256 MB"))
    }

    @Test func seededLayoutsHaveADigestOfAllSymbols() async {
        let guest = FakeGuest()
        let evidence = await found(guest, cell(kaslr: "seed:7"))
        #expect(guest.commands[0].contains("symbols run 'sha256sum /proc/kallsyms'"))
        #expect(evidence.guest.layout?.symbolsSHA256 == String(repeating: "ab", count: 32))
        #expect(evidence.guest.layout?.seed == 7)
    }

    @Test func testsByNameAreQuotedAndMissedWhereTheyAreNot() async {
        let guest = FakeGuest(ktap: "TAP version 13\n1..2\nok 1 hmm.a.b\n")
        let evidence = await found(guest, cell(suites: [.hmmTests(only: ["hmm.a.b", "x'; reboot"])]))
        #expect(
            guest.commands.flatMap(FakeGuest.sections).contains {
                $0[1] == "run"
                    && $0[2].contains(#"else /strait/hmm-tests -r 'hmm.a.b' -r 'x'\''; reboot'; fi >/tmp/"#)
            })
        #expect(
            evidence.suites.first?.tests.last
                == SelftestResult(name: "x'; reboot", status: .error, detail: "hmm-tests gave no result for it"))
        #expect(evidence.record(of: .selftests)?.outcome == .failed)
    }

    /// hmm-tests plans only what it has of what it is asked for (kselftest_harness.h), none of it where it has nothing.
    @Test(arguments: [
        ("1..1\nok 1 hmm.a.b\n", 0 as Int?, Outcome.unsupported, "hmm-tests of this kernel has no test hmm.a.new"),
        ("1..0\n# PASSED: 0 / 0 tests passed.\n", 0, .unsupported, "has no test hmm.a.b, hmm.a.new"),
        ("1..1\nnot ok 1 hmm.a.b\n", 1, .failed, "1 of 2 tests failed: hmm.a.b"),
        ("1..1\nok 1 hmm.a.b\n", 1, .failed, "ends with status 1"),
        ("1..1\nok 1 hmm.a.b\n", 139, .failed, "1 of 2 tests failed: hmm.a.new"),
        ("1..1\nok 1 hmm.a.b\n", nil, .failed, "1 of 2 tests failed: hmm.a.new"),
        ("1..2\nok 1 hmm.a.b\n", 0, .failed, "1 of 2 tests failed: hmm.a.new"),
        ("1..2\nok 1 hmm.a.b\nok 2 hmm.a.new\n", 0, .passed, ""),
    ])
    func testsThatThisKernelDoesNotHave(_ ktap: String, _ status: Int?, _ outcome: Outcome, _ words: String) async {
        let asked = cell(suites: [.hmmTests(only: ["hmm.a.b", "hmm.a.new"])])
        let evidence = await found(FakeGuest(ktap: "TAP version 13\n" + ktap, status: status), asked)
        let record = evidence.record(of: .selftests)
        #expect(record?.outcome == outcome)
        #expect(words.isEmpty ? record?.cause == nil : record?.cause?.contains(words) == true)
    }

    @Test func withoutSelftestsTheRungIsNotReached() async {
        let guest = FakeGuest()
        let evidence = await found(guest, cell(suites: []))
        #expect(evidence.record(of: .selftests) == nil)
        #expect(!guest.commands.contains { $0.contains("test_hmm") })
        #expect(evidence.record(of: .log)?.outcome == .passed)
    }

    /// One size that fails does not end the cell.
    @Test func eachSizeHasItsOwnOutcome() async {
        let no =
            "probe:strait-probe/1 op=largest size=0x40000000 start=0x1 end=0x2 step=none errno=0\n"
            + "probe:strait-probe/1 op=reserve asked=0x10000000 start=0xf0000000 length=ok place=ok iomem=same step=none errno=0\n"
            + "probe:strait-probe/1 op=reserve asked=0x400000000 step=reserve errno=ERANGE why=kernel\n"
        let guest = FakeGuest([("ask 'largest'", .output(no))])
        let evidence = await found(guest)
        #expect(evidence.deviceMemory.map(\.outcome) == [.passed, .failed])
        #expect(evidence.deviceMemory[1].errno == .erange)
        #expect(evidence.deviceMemory[1].rung == .reserve)
        #expect(evidence.deviceMemory[1].cause == "no address space for 16GiB: the largest hole is 1GiB")
        #expect(!guest.commands.contains { $0.contains("init 16GiB") })
        #expect(evidence.record(of: .reserve)?.errno == .erange)
        #expect(evidence.record(of: .`init`)?.outcome == .passed)
        #expect(evidence.record(of: .selftests)?.outcome == .passed)
    }

    /// An errno and its step and reason, and what they mean for the size.
    @Test(arguments: [
        (
            "struct_pages=0x400000 ram_available=0x300000 step=init errno=ENOMEM why=no-room", Outcome.unsupported,
            Rung.`init`,
            "the kernel is not asked for 256MiB: its struct pages take 4MiB and 3MiB of RAM are free, and it may end processes"
        ),
        (
            "struct_pages=0x400000 ram_available=0x70000000 step=init errno=ENOMEM why=kernel", .failed, .`init`,
            "the kernel refuses 256MiB (ENOMEM) although its struct pages take 4MiB and 1792MiB of RAM are free"
        ),
        ("step=init errno=EOPNOTSUPP why=no-device-private", .unsupported, .`init`, "CONFIG_DEVICE_PRIVATE"),
        ("step=reserve errno=ERANGE why=kernel", .failed, .reserve, "no address space for 256MiB: the largest"),
        (
            "step=reserve errno=ERANGE why=own-search", .unsupported, .reserve,
            "the kernel has no search for free addresses (CONFIG_GET_FREE_REGION is not set in this kernel)"
        ),
        ("step=init errno=EEXIST why=kernel", .failed, .`init`, "the kernel does not initialize 256MiB: EEXIST"),
        ("step=parse errno=EINVAL why=bad-size", .infrastructure, .`init`, "did not ask the kernel: EINVAL (bad-size)"),
        ("step=alloc errno=ENOMEM why=kernel", .infrastructure, .`init`, "did not ask the kernel: ENOMEM"),
        ("", .infrastructure, .`init`, "did not ask the kernel: EPROTO"),
    ])
    func whatAnErrnoMeans(_ end: String, _ outcome: Outcome, _ rung: Rung, _ words: String) async {
        let no = "probe:strait-probe/1 op=init asked=0x10000000 \(end)\n"
        let result = await found(FakeGuest([("init 256MiB", .output(no))])).deviceMemory[0]
        #expect(result.outcome == outcome && result.rung == rung)
        #expect(result.cause?.contains(words) == true, "\(result.cause ?? "nil")")
        #expect((result.errno != nil) == (outcome != .unsupported), "an errno is the kernel's")
        #expect(result.checks == nil)
    }

    /// The rung is as the smallest size that is no yes; what was not asked is no answer of the kernel's.
    @Test func structPagesThatDoNotFitAreNoAnswer() async {
        let no = "probe:strait-probe/1 op=init asked=0x400000000 step=init errno=ENOMEM why=no-room\n"
        let evidence = await found(FakeGuest([("init 16GiB", .output(no))]))
        #expect(evidence.deviceMemory.map(\.outcome) == [.passed, .unsupported])
        #expect(evidence.record(of: .`init`)?.outcome == .unsupported && evidence.record(of: .`init`)?.errno == nil)
        #expect(evidence.record(of: .reserve)?.outcome == .passed)
    }

    /// The OOM killer ended the program that asked.
    @Test func anOOMKillerIsNoVerdict() async {
        let log = "kmsg:2,6,1;Out of memory: Killed process 138 (strait-guest) total-vm:4752kB\n"
        let evidence = await found(
            FakeGuest([("init 256MiB", .raw(log + "kmsg:strait-kmsg/1 first=2 next=3 lost=0\n"))]), cell(sizes: [256]))
        #expect(evidence.deviceMemory[0].outcome == .unsupported && evidence.deviceMemory[0].errno == nil)
        #expect(evidence.deviceMemory[0].cause?.contains("so there is no verdict on the kernel: Out of memory") == true)
    }

    private static let numbers =
        "load:strait-load/1 ok\nprobe:strait-probe/1 op=info interface=nr_pages step=none errno=0\n"

    private func foundByNumber(_ twists: [(String, FakeGuest.Reply)], _ cell: Cell = cell()) async -> (
        FakeGuest, WorkloadEvidence
    ) {
        var facts = goodFacts
        facts.interface = "nr_pages"
        let guest = FakeGuest([("ask 'info'", .output(Self.numbers))] + twists)
        return (guest, await found(guest, cell, facts: facts))
    }

    /// What `memremap_device_private_pagemap()` grants are offsets.
    @Test func withoutAddressesNothingIsAtAPlace() async {
        let (_, evidence) = await foundByNumber([])
        #expect(evidence.capacity?.start == nil && evidence.capacity?.largestMiB == Mebibytes(960 << 10))
        #expect(evidence.deviceMemory.map(\.start) == [nil, nil])
        #expect(evidence.notes.first == "this kernel needs no address space for device memory")
        #expect(await found(FakeGuest()).deviceMemory[0].start == Address(0xf0_0000_0000))
    }

    /// There each try makes struct pages: the sizes come first, so that what the kernel says only once is said of them.
    @Test func withoutAddressesTheSearchComesAfterTheSizes() async {
        let trace = Samples.warningX86.split(separator: "\n").map { String($0.dropFirst(15)) }
        let (guest, evidence) = await foundByNumber([("ask 'largest'", .logging(trace))])
        let asked = guest.commands.flatMap(FakeGuest.sections).filter { $0[1] == "ask" }.map { $0[2] }
        #expect(asked == ["info", "reserve 256MiB", "reserve 16GiB", "init 256MiB", "init 16GiB", "largest"])
        #expect(evidence.deviceMemory.map(\.outcome) == [.passed, .passed])
        #expect(evidence.record(of: .`init`)?.outcome == .passed, "what the kernel reports is another answer")
        #expect(evidence.record(of: .log)?.outcome == .crashed && evidence.reports.map(\.rung) == [.`init`])
        #expect(
            evidence.notes.contains {
                $0.hasPrefix("while the largest region was searched the kernel reported: WARNING: ")
            })
        let (lost, _) = await foundByNumber([("init 256MiB", .logging(["kernel BUG at mm/memremap.c:1!"]))])
        #expect(!lost.commands.contains { $0.contains("largest") }, "nobody asks a kernel that cannot be trusted")
        let (none, nothing) = await foundByNumber([("ask 'largest'", .output("probe:Killed\n"))], cell(sizes: []))
        #expect(none.commands.contains { $0.contains("largest") } && nothing.capacity == nil)
        #expect(nothing.notes.contains("the probe did not say how large the largest region is"))
    }

    /// What stands against a larger region, and whose answer that is.
    @Test(arguments: [
        (
            "limited=ram refused=0x1000100000 asked=no", Capacity.Limit.ram, nil as Int?, nil as Errno?,
            "limited by RAM: its struct pages take 1GiB and 800MiB of RAM are free, so the kernel was not asked for 65537MiB"
        ),
        (
            "limited=allocation refused=0x1000100000 asked=yes refusal=ENOMEM", .allocation, 65537, .enomem,
            "limited by an allocation: the kernel refuses 65537MiB (ENOMEM) although its struct pages take 1GiB"
        ),
        (
            "limited=other refused=0x1000100000 asked=yes refusal=EIO", .other, 65537, Errno("EIO"),
            "the kernel refuses 65537MiB: EIO"
        ),
        ("limited=addresses refused=0x1000100000 asked=yes refusal=ERANGE", .addresses, 65537, .erange, nil),
        // Its own search, and words that no probe has.
        ("limited=addresses refused=0x1000100000 asked=yes refusal=ERANGE emulated=yes", .addresses, nil, nil, nil),
        ("limited=unknown refused=0x1000100000 asked=yes refusal=EINTR", nil, 65537, Errno("EINTR"), nil),
        ("limited=<b> asked=yes", nil, nil, nil, nil),
    ])
    func whatLimits(_ words: String, _ limit: Capacity.Limit?, _ refused: Int?, _ errno: Errno?, _ note: String?) async
    {
        let answer =
            "probe:strait-probe/1 op=largest size=0x1000000000 start=0x1 end=0x2 \(words) struct_pages=0x40004000 "
            + "ram_available=0x32000000 iomem=same step=none errno=0\n"
        let evidence = await found(FakeGuest([("ask 'largest'", .output(answer))]), cell(sizes: []))
        #expect(evidence.capacity?.limit == limit && evidence.capacity?.largestMiB == Mebibytes(65536))
        #expect(evidence.capacity?.refusedMiB == refused.map { Mebibytes($0) } && evidence.capacity?.errno == errno)
        #expect(evidence.notes.contains { $0.contains("limited") } == (note != nil))
        if let note { #expect(evidence.notes.contains { $0.contains(note) }, "\(evidence.notes)") }
        #expect(evidence.capacity?.isLimitedByRAM == (limit == .ram))
    }

    @Test func sizesReachTheKernelAsTheyAre() async {
        let guest = FakeGuest()
        let evidence = await found(guest, cell(sizes: [131071, 131072]))
        #expect(guest.commands.contains { $0.contains("probe ask 'init 131071MiB'") })
        #expect(evidence.deviceMemory.map(\.outcome) == [.passed, .passed])
        // Who rounds is the kernel, and what it made of the size is told.
        let rounded =
            "probe:strait-probe/1 op=reserve size=0x10000000 start=0xf0000000 asked=0xff00000 length=ok place=ok iomem=same "
            + "step=none errno=0\n"
        let notes = await found(FakeGuest([("reserve 255MiB", .output(rounded))]), cell(sizes: [255])).notes
        #expect(notes.contains("the kernel rounded 255MiB up to whole sections: 256MiB"))
    }

    @Test func aKernelWithoutDevicePrivateStillReserves() async {
        var facts = goodFacts
        facts.options["DEVICE_PRIVATE"] = "n"
        let guest = FakeGuest()
        let evidence = await found(guest, facts: facts)
        #expect(evidence.capacity != nil)
        #expect(evidence.record(of: .reserve)?.outcome == .passed)
        #expect(evidence.record(of: .`init`)?.outcome == .unsupported)
        #expect(evidence.record(of: .`init`)?.cause == "CONFIG_DEVICE_PRIVATE is not set in this kernel")
        #expect(evidence.deviceMemory.map(\.outcome) == [.unsupported, .unsupported])
        #expect(!guest.commands.contains { $0.contains("init ") || $0.contains("test_hmm") })
    }

    @Test func aReportBelongsToItsRungAndSize() async {
        let trace = Samples.warningX86.split(separator: "\n").map { String($0.dropFirst(15)) }
        let evidence = await found(FakeGuest([("init 16GiB", .logging(trace))]))
        #expect(evidence.reports.map(\.rung) == [.`init`])
        #expect(evidence.reports.map(\.during) == ["16GiB"])
        #expect(evidence.deviceMemory.map(\.outcome) == [.passed, .passed], "what the kernel said is another answer")
        #expect(evidence.record(of: .`init`)?.outcome == .passed)
        #expect(evidence.record(of: .selftests)?.outcome == .passed, "a warning does not end the workload")
        #expect(evidence.record(of: .log)?.outcome == .crashed)
    }

    @Test func aFatalReportEndsTheRun() async {
        let guest = FakeGuest([("init 256MiB", .logging(["BUG: kernel NULL pointer dereference, address: 0"]))])
        let evidence = await found(guest)
        #expect(evidence.ladder.last?.rung == .`init`)
        #expect(evidence.deviceMemory.map(\.outcome) == [.crashed, .infrastructure], "the second was never tried")
        #expect(!guest.commands.contains { $0.contains("init 16GiB") })
    }

    @Test func aGuestThatIsNotTheOneAskedForIsNotAskedMore() async {
        let guest = FakeGuest()
        let evidence = await found(guest, cell(physBits: 46))
        #expect(evidence.mismatches.map(\.sentence) == ["requested physBits 46, the guest shows 40"])
        #expect(evidence.ladder.map(\.outcome) == [.invalid])
        #expect(guest.commands.count == 1)
    }

    /// The CPU has five levels, its kernel was told not to use them.
    @Test func pagingThatDidNotTake() async {
        let asked = Cell(
            architecture: .x86_64, kernel: "stock",
            requested: ["paging": .text("5level"), "kaslr": .text("random"), "cmdline": .text("no5lvl")],
            workload: WorkloadRequest(deviceMemory: [], suites: []))
        func guest(_ flags: String) -> FakeGuest {
            FakeGuest(
                cpuinfo: SampleCPU.x86(virtualBits: 57, flags: flags),
                instead: ["/proc/cmdline": "console=ttyS0 no5lvl"])
        }
        let four = await found(guest(SampleCPU.flags4), asked)
        #expect(four.mismatches.map(\.sentence) == ["requested paging 5level, the guest shows 4level"])
        #expect(four.ladder.map(\.outcome) == [.invalid])
        #expect(await found(guest(SampleCPU.flags5), asked).mismatches.isEmpty)
    }

    /// The usual text address can be chance, so only the direct map tells; it is known once the probe is loaded.
    @Test func kaslrThatDidNotTake() async {
        let usual = FakeGuest(text: "ffffffff81000000", directMap: "0xffff888000000000")
        let off = await found(usual)
        #expect(off.ladder.map(\.outcome) == [.passed, .invalid])
        #expect(off.mismatches.map(\.sentence) == ["requested kaslr random, the guest shows that it is off"])
        #expect(await found(usual, cell(kaslr: "off")).mismatches.isEmpty)
        let chance = await found(FakeGuest(text: "ffffffff81000000"))
        #expect(chance.mismatches.isEmpty && Axis.kaslr.effective(chance.guest) == .text("on"))
    }
}

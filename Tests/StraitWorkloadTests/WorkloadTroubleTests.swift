// SPDX-License-Identifier: Apache-2.0

import StraitModel
import Testing

@testable import StraitWorkload

@Suite struct WorkloadTroubleTests {
    static let deadline = StraitError(.deadline, "no answer within 360 s")
    static let gone = StraitError(.guestGone, "the connection ended")

    @Test func aDeadlineKeepsWhatIsKnownAndAsksOnceMore() async {
        let partial = "1..2\n#  RUN           hmm.a.b ...\nok 1 hmm.a.b\n#  RUN           hmm.a.c ...\n"
        let shown = partial.split(separator: "\n").map { "ktap:\($0)\n" }.joined()
        let guest = FakeGuest([
            ("/strait/hmm-tests", .error(Self.deadline)), ("ktap show", .output(shown)),
        ])
        let evidence = await found(guest)
        #expect(evidence.interruption?.rung == .selftests)
        #expect(evidence.interruption?.error.kind == .deadline)
        #expect(evidence.ladder.last?.outcome == .hung)
        #expect(evidence.deviceMemory.map(\.outcome) == [.passed, .passed])
        #expect(evidence.suites.first?.tests.map(\.status) == [.pass, .error])
        #expect(evidence.suites.first?.tests.last?.name == "hmm.a.c")
        #expect(guest.commands.suffix(2).map { $0.contains(" kmsg ") } == [true, false])
        #expect(evidence.answersLate)
        #expect(evidence.files["hmm-tests.ktap"] == Array(partial.utf8))
    }

    /// What a guest lists as stuck after a deadline, and what is made of it.
    @Test(arguments: [
        (
            "stuck:task 77 strait-guest\nstuck:[<0>] memremap_pages+0x1a/0x2b0\nstuck:[<0>] probe_init+0x9/0x20 [strait_probe]\n"
                + "stuck:task 80 kill\nstuck:[<0>] other+0x1/0x2\n",
            "strait-guest in memremap_pages < probe_init"
        ),
        ("stuck:task 77 a b\n", "a b"), ("stuck:[<0>] f+0x1/0x2\nstuck:cat: can't open\n", nil), ("", nil),
    ])
    func tasksThatAreStuckAreNamed(_ answer: String, _ words: String?) async {
        let guest = FakeGuest([("init 16GiB", .error(Self.deadline)), ("stuck run", .raw(answer))])
        let evidence = await found(guest)
        #expect(evidence.stuck == words && evidence.answersLate)
        #expect((evidence.files["stuck-tasks.txt"] != nil) == (words != nil))
    }

    @Test func aGuestThatIsGoneIsNotAskedAgain() async {
        let guest = FakeGuest([("init 16GiB", .error(Self.gone))])
        let evidence = await found(guest)
        #expect(evidence.interruption?.rung == .`init`)
        #expect(evidence.inProgress == DeviceMemoryRequest(Mebibytes(16384)))
        #expect(evidence.deviceMemory[1].outcome == .infrastructure)
        #expect(evidence.deviceMemory[1].cause == "the connection ended")
        #expect(guest.commands.last?.contains("init 16GiB") == true)
        #expect(evidence.deviceMemory[0].outcome == .passed)
        #expect(evidence.capacity != nil)
    }

    @Test func anErrorOfAnotherKindIsTheHosts() async {
        struct Other: Error {}
        final class Broken: GuestShell {
            func run(_ command: String, limit: Duration) async throws -> CommandResult { throw Other() }
        }
        let evidence = await GuestWorkload(cell: cell(), facts: goodFacts).run(Broken())
        #expect(evidence.interruption?.rung == .axes)
        #expect(evidence.interruption?.error.kind == .infrastructure)
    }

    @Test func aGuestWithoutOurProgramHasNoVerdict() async {
        let evidence = await found(
            FakeGuest([
                (
                    "load '/strait/strait_probe.ko'",
                    .output("load:strait-guest: /strait/strait_probe.ko: No such file or directory\n")
                )
            ]))
        #expect(evidence.record(of: .load)?.outcome == .infrastructure)
        #expect(
            evidence.record(of: .load)?.cause
                == "the probe was not loaded: strait-guest: /strait/strait_probe.ko: No such file or directory")
        #expect(evidence.record(of: .selftests)?.outcome == .passed, "the other rungs still run")
    }

    @Test func aProbeThatTheKernelRefuses() async {
        let guest = FakeGuest([("load '/strait/strait_probe.ko'", .output("load:strait-load/1 errno=ENOEXEC\n"))])
        let evidence = await found(guest)
        #expect(evidence.record(of: .load)?.outcome == .failed)
        #expect(evidence.record(of: .load)?.errno == Errno("ENOEXEC"))
        #expect(evidence.deviceMemory.map(\.outcome) == [.unsupported, .unsupported])
        #expect(guest.commands.last { $0.contains("unload") }?.contains("unload strait_probe") == false)
    }

    /// What the selftests rung comes to, with the log and the memory that the guest has.
    @Test(arguments: [
        (
            "load:strait-load/1 ok\nmeminfo:MemAvailable: 1900000 kB\n", [String](), Outcome.failed,
            "without any device memory"
        ),
        ("load:strait-load/1 errno=ENOMEM\n", [], .failed, "test_hmm does not load: ENOMEM"),
        (
            "load:strait-load/1 ok\nmeminfo:MemAvailable: 500000 kB\n",
            ["added new 256 MB chunk (total 1 chunks, 256 MB) PFNs [0x1 0x2)"], .unsupported, "the guest has 488MiB"
        ),
        (
            "load:strait-guest: ended by signal 9, Killed\n", ["Out of memory: Killed process 7 (strait-guest)"],
            .unsupported,
            "no verdict on the kernel"
        ),
        (
            "load:strait-guest: ended by signal 9, Killed\n", [], .infrastructure,
            "test_hmm was not loaded: strait-guest: ended by signal 9"
        ),
    ])
    func loadingTestHMM(_ answer: String, _ log: [String], _ outcome: Outcome, _ words: String) async {
        // The log first: the answer of the same command has to come after it.
        let guest = FakeGuest([
            ("load '/strait/test_hmm.ko'", .logging(log)), ("load '/strait/test_hmm.ko'", .output(answer)),
        ])
        let evidence = await found(guest)
        #expect(evidence.record(of: .selftests)?.outcome == outcome)
        #expect(evidence.record(of: .selftests)?.cause?.contains(words) == true)
        #expect(!guest.commands.contains { $0.contains("/strait/hmm-tests") })
    }

    /// How test_hmm is loaded, what the guest shows and says of it, and what that comes to.
    @Test(arguments: [
        ("512", [String](), "added new 512 MB chunk (total 1 chunks, 512 MB)", Outcome.passed, ""),
        ("256", [], "added new 256 MB chunk (total 1 chunks, 256 MB)", .unsupported, "has chunks of one size only"),
        (
            "strait-guest: /sys/module: No such file", [], "added new 512 MB chunk (total 1 chunks, 512 MB)",
            .unsupported, "one size only"
        ),
        ("", [], "added new 512 MB chunk (total 1 chunks, 512 MB)", .unsupported, "has chunks of one size only"),
        (
            "512", [], "added new 256 MB chunk (total 1 chunks, 256 MB)", .failed,
            "test_hmm added 256MiB where it was to add 512MiB at a time"
        ),
        (
            "512", ["test_hmm: unknown parameter 'spm_addr_dev0' ignored"],
            "added new 512 MB chunk (total 1 chunks, 512 MB)",
            .unsupported, "test_hmm of this kernel has no parameter spm_addr_dev0"
        ),
        (
            "512", ["test_hmm: unknown parameter 'other' ignored"], "added new 512 MB chunk (total 1 chunks, 512 MB)",
            .passed, ""
        ),
    ])
    func whatTestHMMIsTold(
        _ shown: String, _ log: [String], _ added: String, _ outcome: Outcome, _ words: String
    ) async {
        var asked = cell()
        asked.workload.testHMM = TestHMMRequest(chunk: Mebibytes(512), parameters: ["spm_addr_dev0=0x140000000"])
        let load = "load load '/strait/test_hmm.ko strait_chunk_mib=512 spm_addr_dev0=0x140000000'"
        let answer = "load:strait-load/1 ok\nmeminfo:MemAvailable: 1900000 kB\nchunk:\(shown)\n"
        let guest = FakeGuest([
            (load, .logging(log + ["\(added) PFNs [0x7ff0000 0x8000000)"])), (load, .output(answer)),
        ])
        let record = await found(guest, asked).record(of: .selftests)
        #expect(record?.outcome == outcome, "\(record?.cause ?? "")")
        #expect(record?.cause?.contains(words) == true || words.isEmpty)
        #expect(
            guest.commands.contains { $0.contains("chunk show '/sys/module/test_hmm/parameters/strait_chunk_mib'") })
        #expect(guest.commands.contains { $0.contains("test_hmm unload 'test_hmm'") }, "it was loaded, and goes")
    }

    @Test func killedForMemoryIsNoVerdict() async {
        let guest = FakeGuest(
            [("/strait/hmm-tests", .logging(["Out of memory: Killed process 9 (hmm-tests) total-vm:1kB"]))],
            ktap: "1..2\nok 1 hmm.a.b\n", status: 137)
        let evidence = await found(guest)
        #expect(evidence.record(of: .selftests)?.outcome == .unsupported)
        #expect(evidence.record(of: .selftests)?.cause?.contains("1855MiB were free") == true)
        let alone = FakeGuest(
            [("/strait/hmm-tests", .logging(["Out of memory: Killed process 8 (sh) total-vm:1kB"]))], ktap: "",
            status: nil)
        #expect(await found(alone).record(of: .selftests)?.outcome == .unsupported)
        let healthy = FakeGuest([("/strait/hmm-tests", .logging(["Out of memory: Killed process 9 (other)"]))])
        #expect(await found(healthy).record(of: .selftests)?.outcome == .passed)
    }

    /// An output and an exit status (nil: nobody is left to tell), and what they come to.
    @Test(arguments: [
        (FakeGuest.ktap, 0 as Int?, Outcome.passed, ""),
        (FakeGuest.ktap, nil, .infrastructure, "every test passes, but it is unknown how hmm-tests ended"),
        ("", nil, .infrastructure, "it is unknown how this ended: hmm-tests"),
        ("1..2\nok 1 a\nnot ok 2 b\n", nil, .failed, "1 of 2 tests failed: b"),
        (FakeGuest.ktap, 1, .failed, "every test passes, but hmm-tests ends with status 1"),
        ("1..2\nok 1 a\nnot ok 2 b\n", 1, .failed, "1 of 2 tests failed: b"),
        ("1..3\nok 1 a\nok 2 b\n", 0, .failed, "ended after 2 of 3 results"),
        ("", 1, .failed, "no result at all"),
        ("sh: /strait/hmm-tests: not found\n", 127, .infrastructure, "does not run in the guest: sh:"),
        ("1..1\n# x: Test terminated by timeout\nnot ok 1 hmm.x\n", 1, .hung, "1 of 1 tests ran into the time limit"),
        ("1..1\nok 1 a # SKIP no device\n", 0, .unsupported, "skips every test: no device"),
        ("1..0 # SKIP no device\n", 4, .unsupported, "skips everything: no device"),
        ("1..2\nok 1 a\nBail out! broken\n", 1, .failed, "gave up: broken"),
        ("1..1\nok 1 a\n# Totals: pass:9 fail:0\n", 0, .failed, "contradicts itself"),
        ("1..2\nok 1 a\nok 2 b # XFAIL known\n", 0, .passed, ""),
    ])
    func selftests(_ ktap: String, _ status: Int?, _ outcome: Outcome, _ words: String) async {
        let record = await found(FakeGuest(ktap: ktap, status: status)).record(of: .selftests)
        #expect(record?.outcome == outcome)
        #expect(words.isEmpty ? record?.cause == nil : record?.cause?.contains(words) == true)
    }

    @Test func testsWhoseEndWasNotReadHaveNoVerdict() async {
        let record = await found(FakeGuest([("ktap show", .cut)])).record(of: .selftests)
        #expect(record?.outcome == .infrastructure)
        #expect(record?.cause == "the output of hmm-tests is longer than what is read of it")
    }

    /// The OOM killer may take the program that answers.
    @Test func anAnswerWithoutTheLogIsAskedForItOnceMore() async {
        let evidence = await found(
            FakeGuest([
                ("init 256MiB", .logging(["Out of memory: Killed process 7 (strait-guest)"])),
                ("init 256MiB", .raw("")),
            ]))
        #expect(evidence.deviceMemory[0].errno == nil && evidence.deviceMemory[0].outcome == .unsupported)
    }

    @Test func whatIsLeftBehindIsAFailure() async {
        let left =
            "test_hmm:strait-unload/1 ok\nstrait_probe:strait-unload/1 ok\n"
            + "iomem:00001000-0009fbff : System RAM\niomem:00100000-7fffffff : System RAM\niomem:f000-ffff : hmm_dmirror\n"
        let record = await found(FakeGuest([("unload", .output(left))])).record(of: .unload)
        #expect(record?.outcome == .failed)
        #expect(record?.cause == "/proc/iomem is not as it was: left behind: 0xf000-0xffff hmm_dmirror")
        let busy = "test_hmm:strait-unload/1 errno=EBUSY\nstrait_probe:strait-unload/1 ok\n"
        #expect(await found(FakeGuest([("unload", .output(busy))])).record(of: .unload)?.errno == .ebusy)
    }

    @Test func aLongLogComesInSeveralAnswers() async {
        // The first answer is cut before its last line; the next question goes on behind the last whole record.
        let guest = FakeGuest([
            ("kmsg '0'", .raw("version:Linux version 7.3.4 (x)\niomem:0-1 : a\nkmsg:0,6,1;first\nkmsg:1,6,1;sec"))
        ])
        let evidence = await found(guest, cell(suites: []))
        #expect(String(decoding: evidence.files["dmesg.log"] ?? [], as: UTF8.self).hasSuffix("KASLR enabled\n"))
        #expect(guest.commands[1] == "strait-guest sections kmsg kmsg '1'")
    }

    @Test func aRecordThatComesTwiceIsOneReport() async {
        let again = "kmsg:2,4,1;WARNING: at f+0x1/0x2, CPU#0: x/1\nkmsg:strait-kmsg/1 first=2 next=3 lost=0\n"
        let answers = [
            ("kmsg '2'", FakeGuest.Reply.output("load:strait-load/1 ok\n" + again)), ("kmsg '3'", .raw(again)),
        ]
        let evidence = await found(FakeGuest(answers), cell(suites: []))
        #expect(evidence.reports.count == 1)
        let dmesg = String(decoding: evidence.files["dmesg.log"] ?? [], as: UTF8.self)
        #expect(dmesg.components("WARNING: at f") == 1)
    }

    @Test func lostRecordsAreNoPass() async {
        let evidence = await found(
            FakeGuest([("ask 'info'", .raw("load:strait-load/1 ok\nkmsg:strait-kmsg/1 first=9 next=2 lost=7\n"))]))
        #expect(evidence.lostRecords == 7)
        #expect(evidence.record(of: .log)?.outcome == .infrastructure)
        #expect(evidence.notes.contains { $0.contains("7 records of the kernel's log were lost") })
    }
}

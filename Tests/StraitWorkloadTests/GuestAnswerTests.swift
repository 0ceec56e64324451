// SPDX-License-Identifier: Apache-2.0

import StraitModel
import Testing

@testable import StraitWorkload

@Suite struct ProcFileTests {
    @Test(arguments: [
        ("Linux version 7.3.4+deb13-amd64 (debian-kernel@lists.debian.org) (gcc) #1 SMP\n", "7.3.4+deb13-amd64"),
        ("Linux version 6.1.0\n", "6.1.0"), ("Linux version\n", nil), ("version Linux 7\n", nil),
        ("strait-guest: /proc/version: No such file or directory\n", nil), ("", nil),
    ])
    func release(_ text: String, _ release: String?) { #expect(ProcFiles.release(Array(text.utf8)) == release) }

    @Test func iomem() {
        let text = """
            00000000-00000fff : Reserved
            00001000-0009fbff : System RAM
            100000000-17fffffff : System RAM
              12a000000-12b3fffff : Kernel code
            fed00000-fed003ff : HPET 0
              fed00000-fed003ff : PNP0103:00
            nonsense
            20-10 : backwards
            """
        let ranges = ProcFiles.iomem(Array(text.utf8))
        #expect(ranges.map(\.depth) == [0, 0, 0, 1, 0, 1])
        #expect(
            ranges[3]
                == MemoryRange(depth: 1, start: .init(0x12a00_0000), end: .init(0x12b3f_ffff), name: "Kernel code"))
        #expect(ranges[5].name == "PNP0103:00")
    }

    @Test func iomemDifferences() {
        let before = ProcFiles.iomem(Array("0-fff : a\n1000-1fff : b\n".utf8))
        let after = ProcFiles.iomem(Array("0-fff : a\n1000-1fff : c\n".utf8))
        #expect(ProcFiles.differences(before: before, after: before).isEmpty)
        #expect(
            ProcFiles.differences(before: before, after: after)
                == ["gone: 0x1000-0x1fff b", "left behind: 0x1000-0x1fff c"])
        #expect(ProcFiles.differences(before: before, after: before.reversed()).count == 1)
        #expect(ProcFiles.differences(before: before, after: before + [before[0]]).count == 1)
    }

    private func guest(_ architecture: Architecture, _ cpuinfo: String) -> GuestEvidence {
        var guest = GuestEvidence(architecture: architecture)
        guest.answers["cpuinfo"] = GuestAnswer(Bytes.lines(Array(cpuinfo.utf8)))
        return guest
    }

    @Test func cpuinfoOfEachArchitecture() {
        let x86 = guest(
            .x86_64,
            "processor\t: 0\nmodel name\t: QEMU TCG CPU version 2.5+\naddress sizes\t: 36 bits physical, 57 bits virtual\n"
        )
        #expect(Axis.cpu.effective(x86) == .text("QEMU TCG CPU version 2.5+"))
        #expect(Axis.physBits.effective(x86) == .integer(36))
        #expect(Axis.paging.effective(x86) == nil, "the width is the CPU's, not the kernel's")

        let arm = guest(
            .aarch64, "processor\t: 0\nCPU implementer\t: 0x41\nCPU part\t: 0xd03\nCPU revision\t: 4\n")
        #expect(Axis.cpu.effective(arm) == .text("0x41/0xd03"))

        let power = guest(
            .ppc64le, "cpu\t\t: POWER9 (architected), altivec supported\nmachine\t\t: CHRP IBM pSeries\nMMU\t\t: Hash\n"
        )
        #expect(Axis.cpu.effective(power) == .text("POWER9 (architected), altivec supported"))
        #expect(Axis.mmu.effective(power) == .text("hash"))
    }

    @Test(
        "how many levels the kernel uses, by the last words of a long line",
        arguments: [
            (SampleCPU.flags5, "5level" as String?), (SampleCPU.flags4, "4level"), ("fpu nola57 la57x", "4level"),
            ("", nil),
        ])
    func pagingLevels(_ flags: String, _ levels: String?) {
        let guest = guest(.x86_64, SampleCPU.x86(virtualBits: 57, flags: flags))
        #expect(Axis.paging.effective(guest) == levels.map { .text($0) })
        #expect(Axis.physBits.effective(guest) == .integer(40))
    }

    @Test(arguments: [
        "address sizes : 99999999999999999999 bits physical", "address sizes : bits physical",
        "address sizes : 0 bits physical",
    ])
    func nonsenseIsNothing(_ line: String) {
        #expect(Axis.physBits.effective(guest(.x86_64, line)) == nil)
    }

    @Test func memoryAndSymbols() {
        let meminfo = Array("MemTotal:        2014548 kB\nMemAvailable:    1900000 kB\n".utf8)
        #expect(ProcFiles.memory("MemTotal", in: meminfo) == Mebibytes(1967))
        #expect(ProcFiles.memory("MemAvailable", in: meminfo) == Mebibytes(1855))
        #expect(ProcFiles.memory("SwapTotal", in: meminfo) == nil)
        #expect(
            ProcFiles.symbol("_text", in: Array("ffffffffa1000000 T _text\n".utf8)) == Address(0xffff_ffff_a100_0000))
        #expect(ProcFiles.symbol("_text", in: Array("0000000000000000 T _text\n".utf8)) == nil)
    }
}

@Suite struct AnswerTests {
    @Test func probe() throws {
        let line =
            "strait-probe/1 op=reserve size=0x40000000 start=0xfc0000000 end=0xfffffffff asked=0x40000000 rounded=no needed=yes iomem=same step=none errno=0"
        let answer = try #require(ProbeAnswer(parsing: line))
        #expect(answer.operation == "reserve")
        #expect(answer.number("size") == 1 << 30)
        #expect(answer.start == Address(0xf_c000_0000))
        #expect(answer.errno == nil)
        #expect(answer.failedRung == nil)

        let no = try #require(
            ProbeAnswer(
                parsing: "strait-probe/1 op=init size=0x40000000 start=0x0 end=0x0 step=reserve errno=ERANGE why=kernel"
            ))
        #expect(no.errno == .erange)
        #expect(no.failedRung == .reserve)
        #expect(no.start == nil)
    }

    @Test(arguments: ["", "strait-probe/2 op=info errno=0", "strait-probe/1 ", "strait-probe/1 errno=0", "op=info"])
    func noAnswer(_ line: String) { #expect(ProbeAnswer(parsing: line) == nil) }

    /// An answer that was cut off must not read as a yes.
    @Test func withoutErrnoItIsNoYes() {
        #expect(ProbeAnswer(parsing: "strait-probe/1 op=reserve size=0x100")?.errno == .eproto)
    }

    @Test func modules() {
        #expect(ModuleAnswer("load", in: ["strait-load/1 ok"]) == .done)
        #expect(ModuleAnswer("load", in: ["", "strait-load/1 errno=ENOMEM", ""]) == .refused(errno: .enomem))
        #expect(ModuleAnswer("unload", in: ["strait-load/1 ok"]) == .none("strait-load/1 ok"))
        #expect(ModuleAnswer("load", in: []) == .none("no answer"))
        #expect(ModuleAnswer("load", in: ["strait-load/1 okay"]) == .none("strait-load/1 okay"))
    }

    @Test func proofInEveryWording() throws {
        for wording in ["PFNs", "device PFNs"] {
            let line = "added new 256 MB chunk (total 2 chunks, 512 MB) \(wording) [0x7ff0000 0x8000000)"
            let proof = try #require(TestHMMProof(line))
            #expect(proof.totalMiB == 512 && proof.chunks == 2)
            #expect(proof.frames == 0x7ff_0000..<0x800_0000)
        }
        let whole = "added new 256 MB chunk (total 1 chunks, 256 MB) PFNs [0x7ff0000 0x8000000)"
        for end in 0..<(whole.count - 1) { #expect(TestHMMProof(String(whole.prefix(end))) == nil) }
        #expect(TestHMMProof("HMM test module loaded. This is only for testing HMM.") == nil)
        #expect(TestHMMProof(whole.replacingOccurrences("0x8000000", "0x1")) == nil)
    }

    @Test func kernelMessages() {
        let text = """
            3,6,1234567;hello; world
            4,4,1234568;two\\x0alines \\x5c \\xzz
            garbage
            4,4,1;again
            5,6,x;broken
            strait-kmsg/1 first=3 next=5 lost=3

            """
        let messages = KernelMessages(parsing: Array(text.utf8))
        #expect(messages.records.map(\.sequence) == [3, 4])
        #expect(messages.records[1].lines.map { String(decoding: $0, as: UTF8.self) } == ["two", "lines \\ \\xzz"])
        #expect(messages.next == 5)
        #expect(messages.lost == 3)
        #expect(
            String(decoding: messages.records.flatMap(\.dmesg), as: UTF8.self)
                == "[    1.234567] hello; world\n[    1.234568] two\n[    1.234568] lines \\ \\xzz\n")
        let cut = KernelMessages(parsing: Array("3,6,1;whole\n4,6,1;cu".utf8))
        #expect(cut.next == nil && cut.records.map(\.sequence) == [3])
    }
}

@Suite struct SectionTests {
    /// What a section contains cannot be another section, whatever it is.
    @Test func contentCannotForgeASection() {
        let output = "a:b:forged\na:\n\nb:true\nstray\na:last without an end"
        let sections = Sections(parsing: Array(output.utf8), names: ["a", "b"])
        #expect(sections.lines("a") == ["b:forged", "", "last without an end"])
        #expect(sections.lines("b") == ["true"])
        #expect(sections.lines("c").isEmpty)
    }

    @Test func command() {
        let asked = [Section("a", "show", "/x"), Section("b", "run", "cat 'y'")]
        #expect(Sections.command(asked) == #"strait-guest sections a show '/x' b run 'cat '\''y'\'''"#)
    }

    @Test(arguments: [("a", "'a'"), ("a'b", #"'a'\''b'"#), ("$(x) `y`", "'$(x) `y`'"), ("'", #"''\'''"#), ("", "''")])
    func quoting(_ word: String, _ quoted: String) { #expect(ShellWord.enclosed(word) == quoted) }
}

// SPDX-License-Identifier: Apache-2.0

import StraitModel
import Testing

@Suite struct ReproductionTests {
    private let kernel = KernelIdentity(
        name: "stock", source: "debian:trixie-backports/amd64", release: "7.3.4", version: "7.3.4-1~bpo13+1")

    private func command(_ requested: [String: AxisValue], _ architecture: Architecture = .x86_64) -> String? {
        let cell = Cell(
            architecture: architecture, kernel: "stock", requested: requested,
            workload: WorkloadRequest(
                deviceMemory: [DeviceMemoryRequest(Mebibytes(256)), DeviceMemoryRequest(Mebibytes(32 << 10))],
                suites: []))
        return Reproduction.command(for: cell, kernel: kernel)
    }

    @Test func aCommandNamesTheKernelsVersionAndNoStandard() {
        #expect(
            command(["physBits": .integer(36), "kaslr": .text("seed:7"), "memory": .integer(2048)])
                == "strait repro --arch x86_64 --kernel 'debian:trixie-backports/amd64=7.3.4-1~bpo13+1' --phys-bits 36 "
                + "--kaslr seed:7 --device-memory 256MiB,32GiB --selftests none")
    }

    @Test func aLayoutOfAQuestionIsItsSeed() throws {
        let draw = try #require(LayoutDraw(parsing: "random x5#3"))
        #expect(command(["kaslr": .text(draw.description)])?.contains("--kaslr seed:\(draw.seed) ") == true)
    }

    @Test func aWidthThatChoosesTheModelNeedsNoModel() {
        let text = command(["physBits": .integer(48)], .aarch64)
        #expect(text?.contains("--phys-bits 48") == true)
        #expect(text?.contains("--cpu") == false)
        #expect(command(["cpu": .text("neoverse-n1")], .aarch64)?.contains("--cpu neoverse-n1") == true)
    }

    @Test func wordsOfAShellAreQuoted() {
        #expect(command(["cmdline": .text("a='b c'; d")])?.contains("--cmdline 'a='\\''b c'\\''; d'") == true)
        #expect(ShellWord.quoted("") == "''")
        #expect(ShellWord.quoted("$(x)") == "'$(x)'")
        #expect(ShellWord.quoted("a=b,c/d:e") == "a=b,c/d:e")
    }

    @Test func theControlThatLosesItsQEMUHasNone() {
        #expect(Reproduction.command(for: Control.mustDie.cell(kernel: "stock"), kernel: kernel) == nil)
        #expect(Reproduction.command(for: Control.mustFail.cell(kernel: "stock"), kernel: kernel) != nil)
    }

    @Test(arguments: [("physBits", "phys-bits"), ("pciHole64", "pci-hole64"), ("kaslr", "kaslr"), ("aPCI", "a-pci")])
    func keysBecomeOptions(key: String, option: String) { #expect(Reproduction.optionName(of: key) == option) }

    @Test func aTreeHasNoVersionToAskFor() {
        let identity = KernelIdentity(name: "mine", source: "tree:/src/linux", version: "0123abc")
        #expect(identity.exactSource == "tree:/src/linux")
        #expect(KernelIdentity(name: "a", source: "debian:sid=1", version: "2").exactSource == "debian:sid=2")
    }
}

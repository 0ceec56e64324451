// SPDX-License-Identifier: Apache-2.0

import StraitConfig
import StraitModel
import Testing

@Suite struct CellCommandTests {
    private let kernel = KernelIdentity(
        name: "stock", source: "debian:trixie-backports/amd64", release: "7.3.4", version: "7.3.4-1~bpo13+1")

    private func command(_ requested: [String: AxisValue], _ architecture: Architecture = .x86_64) -> String {
        let cell = Cell(
            architecture: architecture, kernel: "stock", requested: requested,
            workload: WorkloadRequest(
                deviceMemory: [DeviceMemoryRequest(Mebibytes(256)), DeviceMemoryRequest(Mebibytes(32 << 10))],
                suites: []))
        return OneCell.command(for: cell, kernel: kernel).joined(separator: " ")
    }

    @Test func aCommandNamesTheKernelsVersionAndNoStandard() {
        #expect(
            command(["physBits": .integer(36), "kaslr": .text("seed:7"), "memory": .integer(2048)])
                == "strait repro --arch x86_64 --kernel debian:trixie-backports/amd64=7.3.4-1~bpo13+1 --phys-bits 36 "
                + "--kaslr seed:7 --device-memory 256MiB,32GiB --selftests none")
    }

    @Test func aLayoutOfAQuestionIsItsSeed() throws {
        let draw = try #require(LayoutDraw(parsing: "random x5#3"))
        #expect(command(["kaslr": .text(draw.description)]).contains("--kaslr seed:\(draw.seed) "))
    }

    @Test func aWidthThatChoosesTheModelNeedsNoModel() {
        let text = command(["physBits": .integer(48)], .aarch64)
        #expect(text.contains("--phys-bits 48"))
        #expect(!text.contains("--cpu"))
        #expect(command(["cpu": .text("neoverse-n1")], .aarch64).contains("--cpu neoverse-n1"))
    }

    @Test(arguments: [("physBits", "phys-bits"), ("pciHole64", "pci-hole64"), ("kaslr", "kaslr"), ("aPCI", "a-pci")])
    func keysBecomeOptions(key: String, option: String) { #expect(Axis.Option.name(of: key) == option) }
}

// SPDX-License-Identifier: Apache-2.0

import StraitModel
import Testing

@testable import StraitGuest

@Suite struct QEMUCommandTests {
    private func words(_ architecture: Architecture, _ requested: [String: AxisValue] = [:]) -> [String] {
        let cell = Cell(
            architecture: architecture, kernel: "stock", requested: requested,
            workload: WorkloadRequest(deviceMemory: [], suites: []))
        return QEMUCommand.arguments(
            for: DomainPlan(name: "d", setup: cell.setup, kernelPath: "/k", initramfsPath: "/i")
        ).map { $0.joined(separator: " ") }
    }

    @Test func widthFeaturesWindowAndSeedAreThere() {
        let words = words(
            .x86_64, ["physBits": .integer(46), "kaslr": .text("seed:7"), "pciHole64": .integer(1024)])
        #expect(words.contains("-cpu max,la57=off,tsc=off,rdrand=on,erms=off,fsrm=off,phys-bits=46"))
        #expect(words.contains("-global q35-pcihost.pci-hole64-size=1024M"))
        #expect(words.contains("-seed 7"))
        #expect(words.contains("-append console=ttyS0 no_timer_check panic=-1 log_buf_len=4M cryptomgr.notests"))
    }

    @Test func machinesAreThoseOfTheDomain() {
        #expect(words(.aarch64).contains("-machine virt,acpi=off"))
        #expect(words(.ppc64le).contains("-machine pseries,x-vof=on"))
        #expect(words(.ppc64le).contains("-device spapr-vty,chardev=console,reg=0x30000000"))
    }

    @Test func aDebuggersSocketIsInTheDomain() throws {
        let cell = Cell(
            architecture: .x86_64, kernel: "stock", requested: [:],
            workload: WorkloadRequest(deviceMemory: [], suites: []))
        var plan = DomainPlan(name: "d", setup: cell.setup, kernelPath: "/k", initramfsPath: "/i")
        #expect(try !plan.xml.contains("-gdb"))
        plan.debugSocket = "/run/s"
        #expect(try plan.xml.contains("unix:/run/s,server=on,wait=off"))
    }
}

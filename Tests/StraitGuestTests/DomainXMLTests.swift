// SPDX-License-Identifier: Apache-2.0

import StraitModel
import TestSupport
import Testing

@testable import StraitGuest

extension DomainPlan {
    /// The domain, read back by an XML parser.
    func read() throws -> XMLElement {
        let domain = try XMLElement(parsing: xml.utf8)
        try #require(domain.name == "domain")
        return domain
    }
}

/// What libvirt is told, read back by an XML parser.
struct DomainXMLTests {
    private func document(_ architecture: Architecture, _ requested: [String: AxisValue] = [:]) throws -> XMLElement {
        let cell = Cell(
            architecture: architecture, kernel: "stock", requested: requested,
            workload: WorkloadRequest(deviceMemory: [], suites: []))
        let plan = DomainPlan(name: "d", setup: cell.setup, kernelPath: "/k <&>\"'", initramfsPath: "/i")
        return try plan.read()
    }

    @Test(arguments: [
        (Architecture.x86_64, "x86_64", "q35", "console=ttyS0"), (.aarch64, "aarch64", "virt", "console=ttyAMA0"),
        (.ppc64le, "ppc64", "pseries", "console=hvc0"),
    ])
    func everyArchitectureHasItsMachine(
        architecture: Architecture, name: String, machine: String, console: String
    ) throws {
        let document = try document(architecture)
        #expect(document.at("os/type").first?.attributes == ["arch": name, "machine": machine])
        #expect(document.at("os/cmdline").first?.text.contains(console) == true)
        #expect(document.attributes["type"] == "qemu")
        #expect(document.at("devices/channel/target").first?.attributes["name"] == "strait.ssh")
        #expect(document.at("on_reboot").first?.text == "destroy")
        #expect(document.at("devices/disk").isEmpty && document.at("devices/interface").isEmpty)
    }

    @Test func textIsEscapedByTheLibrary() throws {
        #expect(try document(.x86_64).at("os/kernel").first?.text == "/k <&>\"'")
    }

    @Test func widthAndPagingReachTheCPU() throws {
        let document = try document(.x86_64, ["physBits": .integer(46), "paging": .text("5level")])
        #expect(document.at("cpu").first?.attributes["mode"] == "maximum")
        let arguments = document.at("qemu:commandline/*").map { $0.attributes["value"] }
        #expect(arguments.contains("x86_64-cpu.phys-bits=46"))
        // Not by this, which goes no further than the host's own width.
        #expect(document.at("cpu/maxphysaddr").isEmpty)
        func la57(_ document: XMLElement) -> [String?] {
            document.at("cpu/feature").filter { $0.attributes["name"] == "la57" }.map { $0.attributes["policy"] }
        }
        #expect(la57(document) == ["require"])
        #expect(la57(try self.document(.x86_64, ["physBits": .integer(46)])) == ["disable"])
    }

    @Test func whatIsSlowUnderEmulationIsOffThereOnly() throws {
        func disabled(_ acceleration: Acceleration) throws -> [String?] {
            let cell = Cell(
                architecture: .x86_64, kernel: "k", requested: [:],
                workload: WorkloadRequest(deviceMemory: [], suites: []))
            let plan = DomainPlan(
                name: "d", setup: cell.setup, kernelPath: "/k", initramfsPath: "/i", acceleration: acceleration)
            return try plan.read().at("cpu/feature").filter { $0.attributes["policy"] == "disable" }
                .map { $0.attributes["name"] }
        }
        #expect(try disabled(.tcg).contains("erms"))
        #expect(try !disabled(.kvm).contains("erms"))
    }

    @Test func libvirtDoesNotAskForEachPropertyOfAnX86CPU() throws {
        let path = "qemu:capabilities/qemu:del"
        #expect(try document(.x86_64).at(path).map { $0.attributes["capability"] } == ["cpu-unavailable-features"])
        #expect(try document(.aarch64).at(path).isEmpty)
    }

    @Test func armWidthIsAModel() throws {
        let document = try document(.aarch64, ["physBits": .integer(48)])
        #expect(document.at("cpu/model").first?.text == "neoverse-n1")
        #expect(document.at("cpu/maxphysaddr").isEmpty)
    }

    @Test func whatLibvirtHasNoElementForGoesToTheCommandLine() throws {
        let seeded = try document(.aarch64, ["kaslr": .text("seed:7"), "highmem": .text("off")])
        func arguments(_ document: XMLElement) -> [String?] {
            document.at("qemu:commandline/*").map { $0.attributes["value"] }
        }
        #expect(arguments(seeded) == ["-machine", "highmem=off", "-seed", "7"])
        #expect(arguments(try document(.x86_64)) == ["-machine", "smm=off"])
    }

    @Test func pciWindowIsTheRootControllers() throws {
        let document = try document(.x86_64, ["pciHole64": .integer(64 << 10), "physBits": .integer(40)])
        let roots = document.at("devices/controller").filter { $0.attributes["model"] == "pcie-root" }
        #expect(roots.flatMap { $0.at("pcihole64") }.map(\.text) == ["67108864"])
        #expect(try self.document(.x86_64).below("pcihole64").isEmpty)
    }
}

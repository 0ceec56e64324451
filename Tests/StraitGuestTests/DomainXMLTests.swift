// SPDX-License-Identifier: Apache-2.0

import Foundation
import FoundationXML
import StraitModel
import Testing

@testable import StraitGuest

/// What libvirt is told, read back by an XML parser.
struct DomainXMLTests {
    private func document(_ architecture: Architecture, _ requested: [String: AxisValue] = [:]) throws -> XMLDocument {
        let cell = Cell(
            architecture: architecture, kernel: "stock", requested: requested,
            workload: WorkloadRequest(deviceMemory: [], suites: []))
        let plan = DomainPlan(name: "d", setup: cell.setup, kernelPath: "/k <&>\"'", initramfsPath: "/i")
        return try XMLDocument(xmlString: DomainXML.render(plan))
    }

    private func value(_ document: XMLDocument, _ path: String) throws -> String? {
        try document.nodes(forXPath: path).first?.stringValue
    }

    @Test(arguments: [
        (Architecture.x86_64, "x86_64", "q35", "console=ttyS0"), (.aarch64, "aarch64", "virt", "console=ttyAMA0"),
        (.ppc64le, "ppc64", "pseries", "console=hvc0"),
    ])
    func everyArchitectureHasItsMachine(
        architecture: Architecture, name: String, machine: String, console: String
    ) throws {
        let document = try document(architecture)
        #expect(try value(document, "/domain/os/type/@arch") == name)
        #expect(try value(document, "/domain/os/type/@machine") == machine)
        #expect(try value(document, "/domain/os/cmdline")?.contains(console) == true)
        #expect(try value(document, "/domain/@type") == "qemu")
        #expect(try value(document, "/domain/devices/channel/target/@name") == "strait.ssh")
        #expect(try value(document, "/domain/on_reboot") == "destroy")
        #expect(try document.nodes(forXPath: "/domain/devices/disk|/domain/devices/interface").isEmpty)
    }

    @Test func textIsEscapedByTheLibrary() throws {
        #expect(try value(document(.x86_64), "/domain/os/kernel") == "/k <&>\"'")
    }

    @Test func widthAndPagingReachTheCPU() throws {
        let document = try document(.x86_64, ["physBits": .integer(46), "paging": .text("5level")])
        #expect(try value(document, "/domain/cpu/@mode") == "maximum")
        let arguments = try document.nodes(forXPath: "/domain/*[local-name()='commandline']/*/@value").map(
            \.stringValue)
        #expect(arguments.contains("x86_64-cpu.phys-bits=46"))
        // Not by this, which goes no further than the host's own width.
        #expect(try document.nodes(forXPath: "/domain/cpu/maxphysaddr").isEmpty)
        #expect(try value(document, "/domain/cpu/feature[@name='la57']/@policy") == "require")
        let four = try self.document(.x86_64, ["physBits": .integer(46)])
        #expect(try value(four, "/domain/cpu/feature[@name='la57']/@policy") == "disable")
    }

    @Test func whatIsSlowUnderEmulationIsOffThereOnly() throws {
        func disabled(_ acceleration: Acceleration) throws -> [String?] {
            let cell = Cell(
                architecture: .x86_64, kernel: "k", requested: [:],
                workload: WorkloadRequest(deviceMemory: [], suites: []))
            let plan = DomainPlan(
                name: "d", setup: cell.setup, kernelPath: "/k", initramfsPath: "/i", acceleration: acceleration)
            return try XMLDocument(xmlString: plan.xml).nodes(forXPath: "/domain/cpu/feature[@policy='disable']/@name")
                .map(\.stringValue)
        }
        #expect(try disabled(.tcg).contains("erms"))
        #expect(try !disabled(.kvm).contains("erms"))
    }

    @Test func libvirtDoesNotAskForEachPropertyOfAnX86CPU() throws {
        let path = "/domain/*[local-name()='capabilities']/*[local-name()='del']/@capability"
        #expect(try value(document(.x86_64), path) == "cpu-unavailable-features")
        #expect(try document(.aarch64).nodes(forXPath: path).isEmpty)
    }

    @Test func armWidthIsAModel() throws {
        let document = try document(.aarch64, ["physBits": .integer(48)])
        #expect(try value(document, "/domain/cpu/model") == "neoverse-n1")
        #expect(try document.nodes(forXPath: "/domain/cpu/maxphysaddr").isEmpty)
    }

    @Test func whatLibvirtHasNoElementForGoesToTheCommandLine() throws {
        let seeded = try document(.aarch64, ["kaslr": .text("seed:7"), "highmem": .text("off")])
        let arguments = try seeded.nodes(forXPath: "/domain/*[local-name()='commandline']/*/@value").map(\.stringValue)
        #expect(arguments == ["-machine", "highmem=off", "-seed", "7"])
        let plain = try document(.x86_64).nodes(forXPath: "/domain/*[local-name()='commandline']/*/@value")
        #expect(plain.map(\.stringValue) == ["-machine", "smm=off"])
    }

    @Test func pciWindowIsTheRootControllers() throws {
        let document = try document(.x86_64, ["pciHole64": .integer(64 << 10), "physBits": .integer(40)])
        #expect(try value(document, "/domain/devices/controller[@model='pcie-root']/pcihole64") == "67108864")
        #expect(try self.document(.x86_64).nodes(forXPath: "//pcihole64").isEmpty)
    }
}

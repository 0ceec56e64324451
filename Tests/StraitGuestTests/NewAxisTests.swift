// SPDX-License-Identifier: Apache-2.0

import StraitModel
import TestSupport
import Testing

@testable import StraitGuest

/// A whole axis as an example of what one takes: how many processors a guest has. As an axis of strait's own it would be a file in
/// `Sources/StraitModel/Axes/`, `public static let cpus`, and a name in `Axis.all`.
private let cpus = Axis(
    name: "cpus", summary: "how many processors the guest has",
    display: Axis.Display(label: "processors") { "\($0) processors" },
    form: .integer(1...64, unit: "CPUs"),
    apply: { value, setup in
        guard let count = value.integer else { return }
        setup.devices.append(
            Device(
                id: "cpus", place: .none, domain: .element(XMLElement("vcpu", text: String(count)), .domain),
                options: [["-smp", String(count)]]))
    },
    asks: [.cpuinfo],
    effective: { guest in
        let count = guest[.cpuinfo].lines.count { $0.hasPrefix("processor") }
        return count == 0 ? nil : .integer(count)
    })

/// Large BARs, for which libvirt has no element, and an element below the CPU.
private let others = [
    Device(
        id: "bar0", place: .pci(slot: 4), domain: .options, options: [["-device", "pci-testdev,id=bar0,membar=64G"]]),
    Device(
        id: "node0", place: .none,
        domain: .element(XMLElement("numa", [:], [XMLElement("cell", ["id": "0", "cpus": "0"])]), .cpu),
        options: [["-numa", "node,nodeid=0,cpus=0"]]),
]

/// What an axis of a new kind can do to a machine, without another file's knowing of it.
@Suite struct NewAxisTests {
    private func plan(_ count: Int, _ devices: [Device] = []) throws -> DomainPlan {
        var setup = GuestSetup(architecture: .x86_64)
        try cpus.apply(.integer(count), &setup)
        setup.devices += devices
        return DomainPlan(name: "d", setup: setup, kernelPath: "/k", initramfsPath: "/i")
    }

    @Test func takesThePlaceOfWhatEveryMachineHas() throws {
        let plan = try plan(4)
        #expect(try plan.read().at("vcpu").map(\.text) == ["4"])
        let options = QEMUCommand.arguments(for: plan)
        #expect(options.filter { $0[0] == "-smp" } == [["-smp", "4"]])
        #expect(options.filter { $0[0] == "-m" }.count == 1)
    }

    @Test func addsDevicesBehindTheOthers() throws {
        let plan = try plan(1, others)
        let bar = "pci-testdev,id=bar0,bus=pcie.0,addr=0x4,membar=64G"
        let domain = try plan.read()
        let told = domain.at("qemu:commandline/*").map { $0.attributes["value"] }
        #expect(told == ["-machine", "smm=off", "-device", bar])
        #expect(domain.at("cpu/numa/cell").map { $0.attributes["cpus"] } == ["0"])
        let options = QEMUCommand.arguments(for: plan)
        #expect(options.suffix(2) == [["-device", bar], ["-numa", "node,nodeid=0,cpus=0"]])
    }

    @Test func isHeldAgainstWhatTheGuestShows() {
        var guest = GuestEvidence(architecture: .x86_64)
        guest.answers["cpuinfo"] = GuestAnswer(["processor\t: 0", "model name\t: x", "processor\t: 1"])
        #expect(cpus.mismatch(.integer(2), guest) == nil)
        #expect(cpus.mismatch(.integer(4), guest)?.sentence == "requested cpus 4, the guest shows 2")
        #expect(cpus.option.name == "cpus" && cpus.option.help == "How many processors the guest has.")
    }
}

/// That libvirt and QEMU are given the same machine.
@Suite struct DeviceListTests {
    static let machines: [(Architecture, [String: AxisValue])] = [
        (.x86_64, ["physBits": .integer(46), "pciHole64": .integer(65536), "kaslr": .text("seed:7")]),
        (.x86_64, [:]), (.aarch64, ["highmem": .text("off")]), (.ppc64le, ["mmu": .text("hash")]),
    ]

    private func plan(_ architecture: Architecture, _ requested: [String: AxisValue]) -> DomainPlan {
        let cell = Cell(architecture: architecture, kernel: "k", requested: requested, workload: WorkloadRequest())
        return DomainPlan(name: "d", setup: cell.setup, kernelPath: "/k", initramfsPath: "/i")
    }

    @Test(arguments: machines) func bothListTheSameDevices(
        _ architecture: Architecture, _ requested: [String: AxisValue]
    ) throws {
        let plan = plan(architecture, requested)
        let devices = plan.devices
        #expect(Set(devices.map(\.id)).count == devices.count)
        #expect(try plan.read().at("devices/*").map(\.name) == plan.elements(of: .devices).map(\.name))
        let arguments = QEMUCommand.arguments(for: plan)
        let options = devices.flatMap { plan.options(of: $0) }
        #expect(arguments.filter(options.contains) == options, "in the same order")
        // What QEMU is not told of is what libvirt is told to leave out.
        for device in devices where device.options.isEmpty {
            guard case .element(let element, .devices) = device.domain else { continue }
            #expect(element.attributes["model"] == "none", "\(device.id)")
        }
        #expect(devices.allSatisfy { $0.domain != .nothing || !$0.options.isEmpty })
    }

    @Test(arguments: Architecture.allCases) func placesAreTheSame(_ architecture: Architecture) throws {
        let plan = plan(architecture, [:])
        let slots = try plan.read().at("devices/*/address").map { $0.attributes["slot"] }
        let bus = architecture.platform.machine.pciBus
        let places = QEMUCommand.arguments(for: plan).filter { $0.last?.contains("bus=\(bus),addr=0x3") == true }
        #expect(slots == ["3"] && places.count == 1)
    }
}

// SPDX-License-Identifier: Apache-2.0

import StraitModel

extension DomainPlan {
    /// The devices of the machine, for libvirt and QEMU alike: first those of every guest, then those of its axes.
    var devices: [Device] {
        [
            Self.nothing("usb", XMLElement("controller", ["type": "usb", "model": "none"])),
            Self.nothing("memballoon", XMLElement("memballoon", ["model": "none"])),
            // On the root bus: libvirt would add root ports, and then the guest has to enumerate two more buses.
            Device(
                id: Self.serialController, place: .pci(slot: 3),
                domain: .element(XMLElement("controller", ["type": "virtio-serial", "index": "0"]), .devices),
                options: [["-device", "virtio-serial-pci,id=\(Self.serialController)"]]),
            Device(
                id: "console", place: .none,
                domain: .element(XMLElement("console", ["type": "pty"]), .devices),
                options: [
                    ["-chardev", "stdio,id=console,signal=on"], setup.architecture.platform.machine.console.option,
                ]),
            Device(
                id: "channel", place: .serialPort(of: Self.serialController, number: 1),
                domain: .element(
                    XMLElement(
                        "channel", ["type": "unix"],
                        [XMLElement("target", ["type": "virtio", "name": Self.channelName])]), .devices),
                options: [
                    ["-chardev", "null,id=channel"],
                    ["-device", "virtserialport,chardev=channel,name=\(Self.channelName)"],
                ]),
        ] + setup.devices
    }

    /// The id of the virtio-serial controller.
    private static let serialController = "virtio-serial0"

    /// Something that libvirt adds unless it is told not to; QEMU omits it with `-nodefaults`.
    private static func nothing(_ id: String, _ element: XMLElement) -> Device {
        Device(id: id, place: .none, domain: .element(element, .devices), options: [])
    }

    /// The elements of a part of the domain, with their addresses.
    func elements(of section: Device.Section) -> [XMLElement] {
        devices.compactMap { device in
            guard case .element(var element, section) = device.domain else { return nil }
            if case .pci(let slot) = device.place {
                let address = ["type": "pci", "domain": "0", "bus": "0", "slot": "\(slot)", "function": "0"]
                element.children.append(XMLElement("address", address))
            }
            return element
        }
    }

    /// A device's options for QEMU, with its address.
    func options(of device: Device) -> [[String]] {
        guard let place = words(for: device.place) else { return device.options }
        return device.options.map { option in
            guard option.count == 2, option[0] == "-device" else { return option }
            // After the driver and its id.
            let words = option[1].split(separator: ",").map(String.init)
            let head = words.prefix { $0 == words[0] || $0.hasPrefix("id=") }
            return ["-device", (head + [place] + words.dropFirst(head.count)).joined(separator: ",")]
        }
    }

    private func words(for place: Device.Place) -> String? {
        switch place {
        case .none: nil
        case .pci(let slot):
            "bus=\(setup.architecture.platform.machine.pciBus),addr=0x\(String(slot, radix: 16))"
        case .serialPort(let controller, let number): "bus=\(controller).0,nr=\(number)"
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

extension Axis {
    /// The 64-bit PCI window of the host bridge. On narrow machines it takes the place of device memory.
    public static let pciHole64 = Axis(
        name: "pciHole64",
        summary: "size of the 64-bit PCI window (\(Platform.names(where: hasWindow))); the machine's own is 32GiB",
        display: Display(label: "PCI window") { "PCI window \($0)" }, form: .size, isPart: hasWindow,
        apply: { value, setup in
            guard let size = value.integer.map({ Mebibytes($0) }),
                case .settable(let controller, let device, _) = setup.architecture.platform.machine.window
            else { return }
            setup.pciHole64 = size
            setup.devices.append(window(size, controller, device))
        },
        asks: [.iomem],
        effective: { guest in
            guard case .settable(_, _, let name) = guest.architecture.platform.machine.window else { return nil }
            let window = guest.highRanges.first { $0.depth == 0 && $0.name == name }
            return window.map { .integer(Int(($0.end.value - $0.start.value + 1) >> 20)) }
        },
        // In QEMU it ends at a whole GiB (hw/pci-host/q35.c).
        contradiction: { requested, shown, _ in
            guard let asked = requested.integer, let size = shown.integer, !(0..<1024).contains(size - asked) else {
                return nil
            }
            return "requested pciHole64 \(Mebibytes(asked)), the guest shows \(Mebibytes(size))"
        })

    private static func hasWindow(_ platform: Platform) -> Bool { platform.machine.window != .fixed }

    private static func window(_ size: Mebibytes, _ controller: String, _ device: String) -> Device {
        Device(
            id: "pci.0", place: .none,
            domain: .element(
                XMLElement(
                    "controller", ["type": "pci", "index": "0", "model": controller],
                    [XMLElement("pcihole64", ["unit": "KiB"], text: String(size.count << 10))]), .devices),
            options: [["-global", "\(device).pci-hole64-size=\(size.count)M"]])
    }
}

// SPDX-License-Identifier: Apache-2.0

extension Axis {
    /// Whether the machine may use addresses above 4 GiB (QEMU's `virt`: hw/arm/virt.c).
    public static let highmem = Axis(
        name: "highmem",
        summary: "whether the machine uses addresses above 4 GiB (\(Platform.names(where: canBeLow)))",
        display: Display(label: "highmem") { "highmem \($0)" }, form: .choice(["on", "off"]), isPart: canBeLow,
        apply: { value, setup in
            guard let text = value.text,
                case .option(let option, let room, _) = setup.architecture.platform.machine.lowOnly
            else { return }
            if text == "off", setup.memory > room {
                throw unsupported("highmem off leaves room for \(room) of RAM, not \(setup.memory)")
            }
            setup.machineOptions[option] = text
        },
        asks: [.iomem],
        // The bridge's registers are below 4 GiB only if everything is. A kernel without PCI shows nothing of it.
        effective: { guest in
            guard case .option(_, _, let bridge) = guest.architecture.platform.machine.lowOnly else { return nil }
            if !guest.highRanges.isEmpty { return .text("on") }
            return guest.ranges.contains { $0.name == bridge } ? .text("off") : nil
        })

    private static func canBeLow(_ platform: Platform) -> Bool { platform.machine.lowOnly != .impossible }
}

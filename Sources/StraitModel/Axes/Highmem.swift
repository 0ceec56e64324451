// SPDX-License-Identifier: Apache-2.0

extension Axis {
    /// Whether QEMU's `virt` machine may put anything above 4 GiB (hw/arm/virt.c).
    static let highmem = Axis(
        name: "highmem", summary: "whether the machine uses addresses above 4 GiB (aarch64)",
        form: .choice(["on", "off"]),
        architectures: [.aarch64],
        apply: { value, setup in
            guard let text = value.text else { return }
            if text == "off", setup.memory > Mebibytes(3072) {
                throw unsupported("highmem off leaves room for 3GiB of RAM, not \(setup.memory)")
            }
            setup.machineOptions["highmem"] = text
        },
        effective: { $0.highmem.map { .text($0 ? "on" : "off") } }, isShown: [.aarch64])
}

// SPDX-License-Identifier: Apache-2.0

extension Axis {
    /// The 64-bit PCI window of the host bridge, which stands in the way of device memory on narrow machines.
    static let pciHole64 = Axis(
        name: "pciHole64", summary: "size of the 64-bit PCI window (x86_64); the machine's own is 32GiB", form: .size,
        architectures: [.x86_64],
        apply: { value, setup in
            guard let size = value.integer else { return }
            setup.pciHole64 = Mebibytes(size)
        },
        effective: { $0.pciHole64.map { .integer($0.count) } }, isShown: [.x86_64],
        // QEMU has it end at a whole GiB (hw/pci-host/q35.c).
        mismatch: { requested, evidence in
            guard let asked = requested.integer, let shown = evidence.pciHole64,
                !(0..<1024).contains(shown.count - asked)
            else { return nil }
            return "requested pciHole64 \(Mebibytes(asked)), the guest shows \(shown)"
        })
}

// SPDX-License-Identifier: Apache-2.0

extension Axis {
    /// The 64-bit PCI window of the host bridge, which stands in the way of device memory on narrow machines.
    static let pciHole64 = Axis(
        name: "pciHole64", summary: "size of the 64-bit PCI window (x86_64); the machine's own is 32GiB", form: .size,
        architectures: [.x86_64],
        apply: { value, setup in
            guard let size = value.integer else { return }
            setup.pciHole64 = Mebibytes(size)
        })
}

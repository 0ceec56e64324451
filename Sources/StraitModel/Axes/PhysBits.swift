// SPDX-License-Identifier: Apache-2.0

extension Axis {
    /// The physical address width in bits: a number on x86, the CPU model's on aarch64, without a meaning on ppc64le.
    static let physBits = Axis(
        name: "physBits", summary: "physical address width in bits", form: .integer(32...52, unit: "bits"),
        apply: { value, setup in
            guard let bits = value.integer else { return }
            try widths[setup.architecture]?(bits, &setup)
        },
        effective: { $0.physBits.map { .integer($0) } })

    private static let widths: [Architecture: @Sendable (Int, inout GuestSetup) throws -> Void] = [
        .x86_64: { bits, setup in
            let needed = leastBits(memory: setup.memory, window: setup.pciHole64 ?? Mebibytes(32 << 10))
            guard bits == 32 || bits >= needed else {
                throw unsupported(
                    "QEMU refuses \(bits) bits: its PCI window ends above them; \(needed) is the least, besides 32")
            }
            guard bits > 32 || setup.memory <= q35LowMemory else {
                throw unsupported(
                    "\(setup.memory) of RAM do not fit below the PCI window at 32 bits; \(q35LowMemory) do")
            }
            setup.physBits = bits
        },
        .aarch64: { bits, setup in
            let row = Architecture.aarch64.row
            if row.cpus.first(where: { $0.name == setup.cpuModel })?.physBits == bits { return }
            guard setup.cpuModel == row.defaultCPU else {
                throw unsupported("\(setup.cpuModel) does not have \(bits) bits; leave out cpu or physBits")
            }
            guard let cpu = row.cpus.first(where: { $0.physBits == bits }) else {
                let known = Set(row.cpus.compactMap(\.physBits)).sorted().map(String.init).joined(separator: ", ")
                throw unsupported("no CPU model of QEMU has \(bits) bits on aarch64; there are \(known)")
            }
            setup.cpuModel = cpu.name
        },
        .ppc64le: { _, _ in
            throw unsupported("ppc64le has no address width to set: the MMU and the page size decide; use mmu")
        },
    ]

    /// RAM below 4 GiB on QEMU's q35 when it has to be split (hw/i386/pc_q35.c: 0xb0000000 where all fits below, else 0x80000000).
    private static let q35LowMemory = Mebibytes(0xb000_0000 >> 20)

    /// The least width that QEMU 7.2 accepts, besides 32 (hw/i386/pc.c, pc_max_used_gpa): the 64-bit PCI window starts at the first
    /// GiB above the RAM, at 4 GiB at least, and has to end below 2^bits.
    static func leastBits(memory: Mebibytes, window: Mebibytes) -> Int {
        let aboveFour = memory < q35LowMemory ? 0 : memory.count - (0x8000_0000 >> 20)
        let start = 4096 + (aboveFour + 1023) / 1024 * 1024
        var bits = 33
        while 1 << (bits - 20) < start + window.count { bits += 1 }
        return bits
    }
}

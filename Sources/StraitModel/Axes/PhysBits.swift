// SPDX-License-Identifier: Apache-2.0

extension Axis {
    /// The physical address width in bits: a number on x86, the CPU model's on aarch64, without a meaning on ppc64le.
    static let physBits = Axis(
        name: "physBits", summary: "physical address width in bits", form: .integer(32...52, unit: "bits"),
        apply: { value, setup in
            guard let bits = value.integer else { return }
            try widths[setup.architecture]?(bits, &setup)
        },
        // An arm64 guest does not show its width; the CPU model, which it shows, has one.
        effective: { $0.physBits.map { .integer($0) } }, isShown: [.x86_64])

    private static let widths: [Architecture: @Sendable (Int, inout GuestSetup) throws -> Void] = [
        // Whether the machine fits into them is for the whole of it to say (AddressMap.swift).
        .x86_64: { bits, setup in setup.physBits = bits },
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
}

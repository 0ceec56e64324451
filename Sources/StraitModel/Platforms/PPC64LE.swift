// SPDX-License-Identifier: Apache-2.0

extension Platform {
    /// 64-bit POWER, little-endian, as a guest of a hypervisor.
    static let ppc64le = Platform(
        architecture: .ppc64le, otherNames: ["ppc64el", "powerpc64le", "powerpc"], machine: powerMachine,
        processors: powerProcessors,
        addresses: Addresses(
            width: .none(
                reason: "ppc64le has no address width to set: the MMU and the page size decide; use mmu"),
            sectionBits: 24),
        pages: [
            Page(kibibytes: 4, option: "", flavour: .suffix("")),
            Page(kibibytes: 64, option: "CONFIG_PPC_64K_PAGES=y", flavour: .suffix("-64k")),
        ],
        kaslr: .none(reason: "ppc64le has no KASLR on this kind of machine (book3s64)"),
        // linkedAt: KERNELBASE.
        kernel: Kernel(
            architecture: "powerpc", triplet: "powerpc64le-linux-gnu", packageTriplet: "powerpc64le-linux-gnu",
            target: "vmlinux", path: "vmlinux", mark: "CONFIG_PPC64=y", linkedAt: Address(0xc000_0000_0000_0000),
            arguments: []),
        // bookworm has one kernel per architecture, with the page size that is a separate flavour since 6.12.
        debian: Debian(architecture: "ppc64el", flavour: "powerpc64le", ownSuffixes: ["bookworm": [64: ""]]),
        referenceBoot: 6.0, columnAxis: "mmu")

    private static let powerMachine = Machine(
        emulator: "ppc64", package: "qemu-system-ppc", type: "pseries",
        // With QEMU's Virtual Open Firmware instead of SLOF the boot takes half the time.
        options: ["x-vof": "on"], description: .deviceTree(without: []), pciBus: "pci.0", window: .fixed,
        console: Console(name: "hvc0", option: ["-device", "spapr-vty,chardev=console,reg=0x30000000"]),
        withoutCapabilities: [],
        // QEMU refuses any other amount ("not aligned to 256 MiB"), and libvirt would silently round it up.
        memoryUnit: Mebibytes(256), lowOnly: .impossible, check: { _ in },
        hardware: { _ in .impossible("there is no such processor here") })

    private static let powerProcessors = Processors(
        standard: "POWER9",
        models: [
            powerModel("POWER8", mmus: ["hash"]), powerModel("POWER9", mmus: ["radix", "hash"]),
            powerModel("POWER10", mmus: ["radix", "hash"]),
        ],
        unemulated: [], identity: ["cpu"], pagings: [],
        mmus: [
            MMU(name: "radix", arguments: [], owners: "POWER9 and later"),
            MMU(name: "hash", arguments: ["disable_radix"], owners: "every model"),
        ])

    private static func powerModel(_ name: String, mmus: [String]) -> Model {
        Model(name: name, width: .open, identity: .beginning(name), pages: [4, 64], mmus: mmus)
    }
}

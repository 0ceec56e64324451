// SPDX-License-Identifier: Apache-2.0

extension Platform {
    /// 64-bit Arm.
    static let aarch64 = Platform(
        architecture: .aarch64, otherNames: ["arm64", "arm"], machine: armMachine, processors: armProcessors,
        // The section size of kernels with 4 KiB pages.
        addresses: Addresses(width: .ofModel, sectionBits: 27),
        pages: [
            Page(kibibytes: 4, option: "", flavour: .suffix("")),
            Page(kibibytes: 16, option: "CONFIG_ARM64_16K_PAGES=y", flavour: .suffix("-16k")),
            Page(kibibytes: 64, option: "CONFIG_ARM64_64K_PAGES=y", flavour: .none),
        ],
        kaslr: .possible(
            Randomization(
                standard: "random", seedFeatures: [],
                announcement: .line(enabled: "KASLR enabled"),
                // KIMAGE_VADDR (48 bits) from 6.5 on, and of earlier versions.
                texts: [0xffff_8000_8000_0000, 0xffff_8000_0800_0000, 0xffff_8000_1000_0000], directMaps: [])),
        // linkedAt: KIMAGE_VADDR from 6.5 on.
        kernel: Kernel(
            architecture: "arm64", triplet: "aarch64-linux-gnu", packageTriplet: "aarch64-linux-gnu", target: "Image",
            path: "arch/arm64/boot/Image", mark: "CONFIG_ARM64=y", linkedAt: Address(0xffff_8000_8000_0000),
            arguments: []),
        // bookworm has one kernel per architecture.
        debian: Debian(architecture: "arm64", flavour: "arm64", ownSuffixes: ["bookworm": [4: ""]]),
        referenceBoot: 3.0, columnAxis: "physBits")

    private static let armMachine = Machine(
        emulator: "aarch64", package: "qemu-system-arm", type: "virt", options: [:],
        // ACPI needs UEFI firmware here, which would only take time.
        description: .deviceTree(without: ["acpi=off"]), pciBus: "pcie.0", window: .fixed,
        console: Console(name: "ttyAMA0", option: ["-serial", "chardev:console"]), withoutCapabilities: [],
        memoryUnit: Mebibytes(1), lowOnly: .option("highmem", room: Mebibytes(3072), bridge: "PCI ECAM"),
        check: { _ in },
        // The host's processor cannot appear as another model; only QEMU's `max` accepts what it is.
        hardware: { setup in
            setup.cpuModel == "max" ? .possible : .impossible("the processor is no \(setup.cpuModel)")
        })

    /// Widths and page sizes: ID_AA64MMFR0_EL1.PARange and TGran16 of each model in QEMU's target/arm/cpu64.c.
    private static let armProcessors = Processors(
        standard: "cortex-a57",
        models: [
            armModel("cortex-a35", 40, "0x41/0xd04", pages: [4, 16, 64]),
            armModel("cortex-a53", 40, "0x41/0xd03", pages: [4, 64]),
            armModel("cortex-a57", 44, "0x41/0xd07", pages: [4, 64]),
            armModel("cortex-a72", 44, "0x41/0xd08", pages: [4, 64]),
            armModel("cortex-a76", 40, "0x41/0xd0b", pages: [4, 16, 64]),
            armModel("neoverse-n1", 48, "0x41/0xd0c", pages: [4, 16, 64]),
            armModel("a64fx", 40, "0x46/0x001", pages: [4, 64]),
            armModel("max", 52, "0x00/0x051", pages: [4, 16, 64]),
        ],
        // MIDR: implementer and part.
        unemulated: [], identity: ["cpu implementer", "cpu part"], pagings: [], mmus: [])

    private static func armModel(_ name: String, _ bits: Int, _ midr: String, pages: [Int]) -> Model {
        Model(name: name, width: .bits(bits), identity: .exactly(midr), pages: pages, mmus: [])
    }
}

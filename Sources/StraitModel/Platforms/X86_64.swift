// SPDX-License-Identifier: Apache-2.0

extension Platform {
    /// 64-bit PCs.
    static let x86_64 = Platform(
        architecture: .x86_64, otherNames: ["amd64", "x64", "x86"], machine: x86Machine, processors: x86Processors,
        addresses: Addresses(width: .property(of: "x86_64-cpu"), sectionBits: 27),
        pages: [Page(kibibytes: 4, option: "", flavour: .suffix(""))],
        kaslr: .possible(
            Randomization(
                standard: "random",
                // The kernel mixes RDRAND and the TSC (arch/x86/lib/kaslr.c). QEMU's RDRAND follows the seed, but its
                // TSC does not. On a CPU model without RDRAND the seed would have no effect.
                seedFeatures: [.init("tsc", enabled: false), .init("rdrand", enabled: true)],
                announcement: .none, texts: [0xffff_ffff_8100_0000],
                directMaps: [0xffff_8880_0000_0000, 0xff11_0000_0000_0000])),
        // linkedAt: `__START_KERNEL_map` + 16 MiB (CONFIG_PHYSICAL_START).
        // `no_timer_check`: early in the boot the kernel waits for timer ticks and panics if they are late ("IO-APIC +
        // timer doesn't work!"), which happens on a busy host. Under KVM the kernel omits that check itself.
        kernel: Kernel(
            architecture: "x86", triplet: "x86_64-linux-gnu", packageTriplet: "x86-64-linux-gnu", target: "bzImage",
            path: "arch/x86/boot/bzImage", mark: "CONFIG_X86_64=y", linkedAt: Address(0xffff_ffff_8100_0000),
            arguments: ["no_timer_check"]),
        debian: Debian(architecture: "amd64", flavour: "amd64", ownSuffixes: [:]),
        referenceBoot: 4.5, columnAxis: "physBits")

    private static let x86Machine = Machine(
        emulator: "x86_64", package: "qemu-system-x86", type: "q35",
        // Nothing in the guest uses System Management Mode, and its set-up takes the firmware a tenth of the time to
        // the kernel's first line.
        options: ["smm": "off"], description: .acpi, pciBus: "pcie.0",
        window: .settable(controller: "pcie-root", device: "q35-pcihost", name: "PCI Bus 0000:00"),
        console: Console(name: "ttyS0", option: ["-device", "isa-serial,chardev=console"]),
        // With this capability libvirt queries each of the 400 CPU properties before a guest runs, a tenth of the time
        // until it is ready. Without it libvirt makes two queries. strait needs neither result, because it asks the
        // guest.
        withoutCapabilities: ["cpu-unavailable-features"],
        memoryUnit: Mebibytes(1), lowOnly: .impossible, check: Q35AddressMap.check,
        // The kernel takes its layout from RDRAND, which follows the seed only under emulation.
        hardware: { setup in
            setup.seed == nil ? .possible : .impossible("a seed has no effect on the processor's own RDRAND")
        })

    private static let x86Processors = Processors(
        standard: "max", models: [],
        // With these features the kernel clears and copies memory by `rep stosb` and `rep movsb`, which QEMU emulates
        // byte by byte (target/i386/tcg/translate.c, gen_repz): a twentieth of a boot.
        unemulated: ["erms", "fsrm"], identity: ["model name"],
        // A kernel that does not use five levels clears the feature (arch/x86/kernel/cpu/common.c). The virtual width
        // in "address sizes" is always the CPU's.
        pagings: [
            Paging(name: "4level", features: [.init("la57", enabled: false)], arguments: [], sign: .noFlag("la57")),
            Paging(name: "5level", features: [.init("la57", enabled: true)], arguments: [], sign: .flag("la57")),
        ], mmus: [])
}

/// The addresses of RAM and of the 64-bit PCI window in QEMU's q35 machine, and the address width that they need
/// (hw/i386/pc.c and pc_q35.c). Compared with the behaviour of QEMU 7.2; the tests have the table.
struct Q35AddressMap {
    /// The default width under emulation.
    static let defaultBits = 40

    /// From this size on RAM is split, and all but 2 GiB of it is above 4 GiB.
    static let splitFrom = Mebibytes(0xb000_0000 >> 20)

    let memory: Mebibytes
    /// QEMU's own is 32 GiB.
    let window: Mebibytes
    /// AMD processors reserve the 12 GiB below 1 TiB, so QEMU moves what would overlap them above 1 TiB.
    let isAMD: Bool

    init(memory: Mebibytes, window: Mebibytes? = nil, isAMD: Bool = true) {
        self.memory = memory
        self.window = window ?? Mebibytes(32 << 10)
        self.isAMD = isAMD
    }

    /// RAM above 4 GiB, in MiB.
    var aboveFour: Int { memory < Self.splitFrom ? 0 : memory.count - 2048 }

    /// The smallest width that QEMU accepts, besides 32. With 32 bits it has no window above 4 GiB and accepts any
    /// amount of RAM, but a guest with RAM out of reach dies before its first console line (2815 MiB boot, 2816 do
    /// not).
    var leastBits: Int {
        var end = windowEnd(from: 4 << 10)
        // 0xfd00000000, the begin of AMD's reserved range.
        if isAMD, end > 1012 << 10 { end = windowEnd(from: 1 << 20) }
        var bits = 33
        while 1 << (bits - 20) < end { bits += 1 }
        return bits
    }

    /// The end of the window if the space above 4 GiB starts at `start`: it follows the RAM and is aligned to 1 GiB.
    private func windowEnd(from start: Int) -> Int { start + (aboveFour + 1023) / 1024 * 1024 + window.count }

    /// Throws `unsupported` with the reason if QEMU or the guest cannot have such a machine.
    static func check(_ setup: GuestSetup) throws {
        // `max` identifies itself as an AMD processor under emulation.
        let amd = ["max", "base", "qemu", "EPYC", "Opteron", "phenom", "athlon"]
        let map = Q35AddressMap(
            memory: setup.memory, window: setup.pciHole64, isAMD: amd.contains { setup.cpuModel.hasPrefix($0) })
        guard let bits = setup.physBits else {
            guard map.leastBits > defaultBits else { return }
            throw Platform.unsupported(
                "RAM and PCI window need \(map.leastBits) bits, the machine's own width is \(defaultBits); name physBits"
            )
        }
        if bits == 32 {
            guard setup.pciHole64 == nil else {
                throw Platform.unsupported("a machine of 32 bits has no 64-bit PCI window; leave out pciHole64")
            }
            guard map.aboveFour > 0 else { return }
            throw Platform.unsupported(
                "32 bits do not reach all of \(setup.memory) of RAM: less than \(splitFrom) stays below 4GiB on this machine"
            )
        }
        guard bits < map.leastBits else { return }
        throw Platform.unsupported(
            "QEMU refuses \(bits) bits: its PCI window ends above them; \(map.leastBits) is the least, besides 32")
    }
}

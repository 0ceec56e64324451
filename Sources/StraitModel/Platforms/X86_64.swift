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
                // The kernel mixes RDRAND and the TSC (arch/x86/lib/kaslr.c); QEMU's RDRAND follows the seed, its TSC does not. A
                // CPU model without RDRAND would take no notice of the seed.
                seedFeatures: [.init("tsc", enabled: false), .init("rdrand", enabled: true)],
                announcement: .none, texts: [0xffff_ffff_8100_0000],
                directMaps: [0xffff_8880_0000_0000, 0xff11_0000_0000_0000])),
        // linkedAt: `__START_KERNEL_map` + 16 MiB (CONFIG_PHYSICAL_START).
        // `no_timer_check`: early in its boot the kernel waits for some ticks and panics where they do not come in time ("IO-APIC +
        // timer doesn't work!"), which on a busy host is the host's doing. Under KVM the kernel leaves that check out by itself.
        kernel: Kernel(
            architecture: "x86", triplet: "x86_64-linux-gnu", packageTriplet: "x86-64-linux-gnu", target: "bzImage",
            path: "arch/x86/boot/bzImage", mark: "CONFIG_X86_64=y", linkedAt: Address(0xffff_ffff_8100_0000),
            arguments: ["no_timer_check"]),
        debian: Debian(architecture: "amd64", flavour: "amd64", ownSuffixes: [:]),
        referenceBoot: 4.5, columnAxis: "physBits")

    private static let x86Machine = Machine(
        emulator: "x86_64", package: "qemu-system-x86", type: "q35",
        // Nothing of the guest's runs in System Management Mode; to set it up takes the firmware a tenth of the time to the
        // kernel's first line.
        options: ["smm": "off"], description: .acpi, pciBus: "pcie.0",
        window: .settable(controller: "pcie-root", device: "q35-pcihost", name: "PCI Bus 0000:00"),
        console: Console(name: "ttyS0", option: ["-device", "isa-serial,chardev=console"]),
        // Where QEMU can tell what a CPU lacks, libvirt asks for each of its 400 properties one by one before a guest runs, a tenth
        // of the time to readiness. Without, it asks for the CPUID words, two questions. strait makes use of neither: it asks the guest.
        withoutCapabilities: ["cpu-unavailable-features"],
        memoryUnit: Mebibytes(1), lowOnly: .impossible, check: Q35AddressMap.check,
        // The kernel draws its layout from RDRAND, which follows the seed only where QEMU plays the processor.
        hardware: { setup in
            setup.seed == nil ? .possible : .impossible("a seed has no effect on the processor's own RDRAND")
        })

    private static let x86Processors = Processors(
        standard: "max", models: [],
        // With these the kernel clears and copies memory by `rep stosb` and `rep movsb`, which QEMU emulates byte by byte
        // (target/i386/tcg/translate.c, gen_repz): one part in twenty of a boot.
        unemulated: ["erms", "fsrm"], identity: ["model name"],
        // A kernel that does not use five levels strikes the feature out (arch/x86/kernel/cpu/common.c); the virtual width of
        // "address sizes" is the CPU's, whatever the kernel does with it.
        pagings: [
            Paging(name: "4level", features: [.init("la57", enabled: false)], arguments: [], sign: .noFlag("la57")),
            Paging(name: "5level", features: [.init("la57", enabled: true)], arguments: [], sign: .flag("la57")),
        ], mmus: [])
}

/// Where QEMU's q35 machine puts RAM and the 64-bit PCI window, and so how wide its addresses have to be (hw/i386/pc.c and
/// pc_q35.c). Checked against QEMU 7.2's own answers; the tests have the table.
struct Q35AddressMap {
    /// The width of a CPU for which none is asked, under emulation.
    static let defaultBits = 40

    /// From here on the RAM is split, and all but 2 GiB of it stands above 4 GiB.
    static let splitFrom = Mebibytes(0xb000_0000 >> 20)

    let memory: Mebibytes
    /// QEMU's own is 32 GiB.
    let window: Mebibytes
    /// AMD processors keep the 12 GiB below 1 TiB to themselves, so QEMU puts what would reach into them above.
    let isAMD: Bool

    init(memory: Mebibytes, window: Mebibytes? = nil, isAMD: Bool = true) {
        self.memory = memory
        self.window = window ?? Mebibytes(32 << 10)
        self.isAMD = isAMD
    }

    /// RAM above 4 GiB, in MiB.
    var aboveFour: Int { memory < Self.splitFrom ? 0 : memory.count - 2048 }

    /// The least width that QEMU accepts, besides 32. With 32 bits it has no window above 4 GiB and accepts any amount of RAM; a
    /// guest with some of it out of reach dies before its first line of console (2815 MiB boot, 2816 do not).
    var leastBits: Int {
        var end = windowEnd(from: 4 << 10)
        // 0xfd00000000, where what AMD reserves begins.
        if isAMD, end > 1012 << 10 { end = windowEnd(from: 1 << 20) }
        var bits = 33
        while 1 << (bits - 20) < end { bits += 1 }
        return bits
    }

    /// The window's end where what is above 4 GiB starts at `start`: it follows the RAM, from a whole GiB on.
    private func windowEnd(from start: Int) -> Int { start + (aboveFour + 1023) / 1024 * 1024 + window.count }

    /// Why QEMU or the guest cannot have such a machine, thrown as `unsupported`.
    static func check(_ setup: GuestSetup) throws {
        // `max` calls itself an AMD processor under emulation.
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

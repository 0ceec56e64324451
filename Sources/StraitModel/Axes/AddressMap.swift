// SPDX-License-Identifier: Apache-2.0

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
            throw Axis.unsupported(
                "RAM and PCI window need \(map.leastBits) bits, the machine's own width is \(defaultBits); name physBits"
            )
        }
        if bits == 32 {
            guard setup.pciHole64 == nil else {
                throw Axis.unsupported("a machine of 32 bits has no 64-bit PCI window; leave out pciHole64")
            }
            guard map.aboveFour > 0 else { return }
            throw Axis.unsupported(
                "32 bits do not reach all of \(setup.memory) of RAM: less than \(splitFrom) stays below 4GiB on this machine"
            )
        }
        guard bits < map.leastBits else { return }
        throw Axis.unsupported(
            "QEMU refuses \(bits) bits: its PCI window ends above them; \(map.leastBits) is the least, besides 32")
    }
}

extension Axis {
    /// What only all axes together can say: called when each has been applied.
    static let machineChecks: [Architecture: @Sendable (GuestSetup) throws -> Void] = [.x86_64: Q35AddressMap.check]
}

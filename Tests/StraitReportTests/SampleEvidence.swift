// SPDX-License-Identifier: Apache-2.0

import StraitModel
import StraitReport

/// What guests leave behind, as their machines show it.
enum Evidence {
    static func of(_ results: [CellResult]) -> @Sendable (String) -> CellEvidence {
        let byID = Dictionary(results.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        return { id in byID[id].map(evidence) ?? CellEvidence() }
    }

    private static func evidence(_ result: CellResult) -> CellEvidence {
        let names = [
            "console.log", "dmesg.log", "domain.xml", "hmm-tests.ktap", "iomem.txt", "qemu.args", "result.json",
        ]
        return CellEvidence(
            console: Array(console(result).utf8), iomem: iomem(result), arguments: arguments(result),
            files: names.enumerated().map { .init(name: $1, bytes: 731 * ($0 + 1) * ($0 + 3)) })
    }

    static func iomem(_ result: CellResult) -> [MemoryRange] {
        switch result.arch {
        case .x86_64: parse(x86(result.requested["physBits"]?.integer ?? 46))
        case .aarch64: parse(arm)
        case .ppc64le:
            parse(
                "0 0-7fffffff System RAM\n1 0-111ffff Kernel code\n0 200080000000-2000ffffffff /pci@800000020000000\n0 210000000000-21ffffffffff /pci@800000020000000"
            )
        }
    }

    private static func parse(_ text: String) -> [MemoryRange] {
        text.split(separator: "\n").compactMap { line in
            let parts = line.split(separator: " ", maxSplits: 2)
            let ends = parts[1].split(separator: "-")
            guard let depth = Int(parts[0]), let start = Address(hex: ends[0]), let end = Address(hex: ends[1]) else {
                return nil
            }
            return MemoryRange(depth: depth, start: start, end: end, name: String(parts[2]))
        }
    }

    private static func x86(_ bits: Int) -> String {
        let low = """
            0 0-fff Reserved
            0 1000-9fbff System RAM
            0 9fc00-9ffff Reserved
            0 a0000-bffff PCI Bus 0000:00
            0 f0000-fffff Reserved
            1 f0000-fffff System ROM
            0 100000-7ffdbfff System RAM
            1 26000000-270fffff Kernel code
            0 7ffdc000-7fffffff Reserved
            0 80000000-afffffff PCI Bus 0000:00
            0 b0000000-bfffffff PCI MMCONFIG 0000 [bus 00-ff]
            0 c0000000-febfffff PCI Bus 0000:00
            1 febfe000-febfefff 0000:00:01.0
            0 fec00000-fec003ff IOAPIC 0
            0 fed00000-fed003ff HPET 0
            0 fee00000-fee00fff Local APIC
            0 feffc000-feffffff Reserved
            0 fffc0000-ffffffff Reserved
            """
        guard bits > 32 else { return low }
        return low + "\n0 100000000-8ffffffff PCI Bus 0000:00"
            + (bits >= 40 ? "\n0 fd00000000-ffffffffff Reserved" : "")
    }

    private static let arm = """
        0 0-3ffffff 0.flash flash@0
        0 9000000-9000fff pl011@9000000
        0 9010000-9010fff rtc-pl031
        0 10000000-3efeffff pcie@10000000
        0 40000000-bfffffff System RAM
        1 40210000-4170ffff Kernel code
        0 4010000000-401fffffff PCI ECAM
        0 8000000000-ffffffffff pcie@10000000
        """

    private static func arguments(_ result: CellResult) -> String {
        """
        qemu-system-\(result.arch.platform.machine.emulator) -machine \(result.arch.platform.machine.type) -accel tcg -m 2048 -nodefaults -display none \
        -kernel /cache/vmlinuz -initrd /cache/initramfs -append "\(result.arch.platform.kernelArguments.joined(separator: " "))"
        """
    }

    private static func console(_ result: CellResult) -> String {
        var lines = (0..<160).map {
            "[    \($0 / 40).\(100_000 + $0 * 4211)] pci 0000:00:\($0).0: BAR 0 [mem 0x\(String(0xfe00_0000 + $0 * 4096, radix: 16))]"
        }
        for report in result.reports { lines += report.lines.map { "[   12.345678] " + $0 } }
        lines += (0..<8).map { "[   13.00000\($0)] strait: waiting" }
        return "\u{1b}[2J\u{1b}[1;1H" + lines.joined(separator: "\r\n") + "\r\n"
    }
}

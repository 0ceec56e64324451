// SPDX-License-Identifier: Apache-2.0

/// The architectures of the guests. Everything that differs between them is in a row of a table, never in a branch.
public enum Architecture: String, Sendable, Codable, CaseIterable, Comparable, CodingKeyRepresentable {
    case x86_64
    case aarch64
    case ppc64le

    /// A CPU model of QEMU that strait offers, with what it fixes.
    public struct CPU: Sendable, Equatable {
        /// QEMU's name of the model.
        public let name: String
        /// The physical address width that comes with the model, in bits; nil where it is an axis of its own or means nothing.
        public let physBits: Int?
        /// MIDR implementer and part, `0x41/0xd03` (aarch64): what `/proc/cpuinfo` shows of it.
        public let midr: String?
        /// Whether the model has a radix MMU (ppc64le).
        public let radix: Bool
        /// Whether the model has pages of 16k (aarch64).
        public let granule16k: Bool

        init(
            _ name: String, physBits: Int? = nil, midr: String? = nil, radix: Bool = false, granule16k: Bool = false
        ) {
            self.name = name
            self.physBits = physBits
            self.midr = midr
            self.radix = radix
            self.granule16k = granule16k
        }
    }

    /// Everything about an architecture that is not an axis.
    public struct Row: Sendable {
        /// libvirt's and QEMU's name of it (`qemu-system-…`, domain XML).
        public let emulatorName: String
        /// QEMU's machine type.
        public let machine: String
        /// Machine properties that every guest of it gets.
        public let machineOptions: [String: String]
        /// The CPU model where the configuration names none.
        public let defaultCPU: String
        /// The models that can be asked for; empty: any name that libvirt knows.
        public let cpus: [CPU]
        /// CPU features that a guest does without under emulation.
        public let unemulated: [String]
        /// Arguments that every guest's kernel gets.
        public let kernelArguments: [String]
    }

    /// This architecture's row.
    public var row: Row {
        switch self {
        case .x86_64: Self.x86Row
        case .aarch64: Self.armRow
        case .ppc64le: Self.powerRow
        }
    }

    /// `panic=-1`: a panic ends QEMU at once instead of waiting for a human. `log_buf_len`: the kernel's log must not wrap between two
    /// readings of it; its descriptors take more than four times as much again of the guest's RAM.
    /// `cryptomgr.notests`: the self-tests of the kernel's ciphers take a third of a boot under emulation.
    private static let commonArguments = ["panic=-1", "log_buf_len=4M", "cryptomgr.notests"]

    /// `no_timer_check`: early in its boot the kernel waits for some ticks and panics where they do not come in time ("IO-APIC + timer
    /// doesn't work!"), which on a busy host is the host's doing. Under KVM the kernel leaves that check out by itself.
    /// `smm`: nothing of the guest's runs in System Management Mode; to set it up takes the firmware a tenth of the time to the kernel's
    /// first line.
    /// `erms`, `fsrm`: with them the kernel clears and copies memory by `rep stosb` and `rep movsb`, which QEMU emulates byte by byte
    /// (target/i386/tcg/translate.c, gen_repz): one part in twenty of a boot.
    private static let x86Row = Row(
        emulatorName: "x86_64", machine: "q35", machineOptions: ["smm": "off"], defaultCPU: "max", cpus: [],
        unemulated: ["erms", "fsrm"], kernelArguments: ["console=ttyS0", "no_timer_check"] + commonArguments)

    /// Widths and pages: ID_AA64MMFR0_EL1.PARange and TGran16 of each model in QEMU's target/arm/cpu64.c.
    private static let armRow = Row(
        emulatorName: "aarch64", machine: "virt", machineOptions: [:], defaultCPU: "cortex-a57",
        cpus: [
            CPU("cortex-a35", physBits: 40, midr: "0x41/0xd04", granule16k: true),
            CPU("cortex-a53", physBits: 40, midr: "0x41/0xd03"),
            CPU("cortex-a57", physBits: 44, midr: "0x41/0xd07"),
            CPU("cortex-a72", physBits: 44, midr: "0x41/0xd08"),
            CPU("cortex-a76", physBits: 40, midr: "0x41/0xd0b", granule16k: true),
            CPU("neoverse-n1", physBits: 48, midr: "0x41/0xd0c", granule16k: true),
            CPU("a64fx", physBits: 40, midr: "0x46/0x001"),
            CPU("max", physBits: 52, midr: "0x00/0x051", granule16k: true),
        ],
        unemulated: [], kernelArguments: ["console=ttyAMA0"] + commonArguments)

    /// `x-vof`: QEMU's Virtual Open Firmware instead of SLOF halves the time to user space.
    private static let powerRow = Row(
        emulatorName: "ppc64", machine: "pseries", machineOptions: ["x-vof": "on"], defaultCPU: "POWER9",
        cpus: [CPU("POWER8"), CPU("POWER9", radix: true), CPU("POWER10", radix: true)],
        unemulated: [], kernelArguments: ["console=hvc0"] + commonArguments)

    /// Orders as the table does.
    public static func < (left: Self, right: Self) -> Bool { left.position < right.position }

    private var position: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

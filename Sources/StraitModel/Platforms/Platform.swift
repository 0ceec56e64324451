// SPDX-License-Identifier: Apache-2.0

/// Everything that strait knows about an architecture, as plain data, in one file each.
///
/// No field has a default and none is optional, so a platform with a missing field does not compile. What a platform
/// lacks is written as an empty list or as a case of its own.
public struct Platform: Sendable {
    /// The architecture.
    public let architecture: Architecture
    /// Other names for it, in lower case; a message then suggests the right one.
    public let otherNames: [String]
    /// The machine that QEMU emulates.
    public let machine: Machine
    /// The processors that QEMU offers for it.
    public let processors: Processors
    /// The limit of addresses, and what decides it.
    public let addresses: Addresses
    /// The page sizes that kernels can be built with, the usual one first.
    public let pages: [Page]
    /// Whether the kernel's layout can be random, and how a guest shows it.
    public let kaslr: KASLR
    /// How a kernel is built and booted.
    public let kernel: Kernel
    /// Debian's names.
    public let debian: Debian
    /// Seconds from the start of a guest until it is ready, under emulation on the reference host for deadlines (2
    /// cores, QEMU 7.2, idle).
    public let referenceBoot: Double
    /// The name of the axis that becomes the columns of a report's grid: the one that says most about the address
    /// space.
    public let columnAxis: String
}

// The kernel.
extension Platform {
    /// Whether the kernel's layout can be random.
    public enum KASLR: Sendable {
        /// It cannot; with the reason.
        case none(reason: String)
        /// It can.
        case possible(Randomization)
    }

    /// How a random layout is requested, and how a guest shows it.
    public struct Randomization: Sendable {
        /// The value where the configuration says nothing: `random` or `off`.
        public let standard: String
        /// CPU features with which a layout follows from QEMU's seed.
        public let seedFeatures: [GuestSetup.Feature]
        /// What the kernel logs about it.
        public let announcement: Announcement
        /// The addresses of `_text` without randomization, of all known kernels.
        public let texts: Set<UInt64>
        /// The addresses of the direct map without randomization; empty if the address says nothing.
        public let directMaps: Set<UInt64>
    }

    /// What a kernel logs about its randomization.
    public enum Announcement: Sendable, Equatable {
        /// Nothing.
        case none
        /// A line that begins with `KASLR `; the layout is random if the line begins with `enabled`.
        case line(enabled: String)
    }

    /// How a kernel is built and booted.
    public struct Kernel: Sendable {
        /// kbuild's `ARCH`.
        public let architecture: String
        /// GNU's triplet: the prefix of the tools.
        public let triplet: String
        /// The triplet in names of packages, which cannot contain an underscore.
        public let packageTriplet: String
        /// make's target for the kernel that QEMU boots.
        public let target: String
        /// The path of that kernel below the output directory.
        public let path: String
        /// A line that only this architecture's kernel configurations contain.
        public let mark: String
        /// The address of `_text` in a current `vmlinux`, without randomization.
        public let linkedAt: Address
        /// Arguments for the guest's kernel, in addition to those of every platform.
        public let arguments: [String]
    }

    /// Debian's names.
    public struct Debian: Sendable {
        /// The architecture.
        public let architecture: String
        /// The default flavour of the kernel; all flavours of the architecture contain it.
        public let flavour: String
        /// The suffixes of the flavour for a page size in KiB, for suites that differ from ``Page/flavour``.
        public let ownSuffixes: [String: [Int: String]]

        /// The suffix of the flavour for each page size in KiB, in a suite.
        public func suffixes(in suite: String, _ pages: [Page]) -> [Int: String] {
            if let own = ownSuffixes[suite] { return own }
            return pages.reduce(into: [:]) { suffixes, page in
                if case .suffix(let suffix) = page.flavour { suffixes[page.kibibytes] = suffix }
            }
        }
    }

    /// The arguments for every guest's kernel.
    ///
    /// `panic=-1`: a panic ends QEMU at once. `log_buf_len`: the kernel's log must not wrap between two reads; its
    /// descriptors take more than four times that size in addition. `cryptomgr.notests`: the self-tests of ciphers take
    /// a third of a boot under emulation.
    public var kernelArguments: [String] {
        ["console=\(machine.console.name)"] + kernel.arguments
            + ["panic=-1", "log_buf_len=4M", "cryptomgr.notests"]
    }

    /// The error of ``Machine/check`` for an impossible machine.
    static func unsupported(_ reason: String) -> StraitError { StraitError(.unsupported, reason) }
}

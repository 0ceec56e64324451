// SPDX-License-Identifier: Apache-2.0

/// Everything that strait knows of one architecture, as plain data: each has one file next to this one.
///
/// No field has a default, and none is optional: a platform that leaves one out does not compile, and what does not exist on a
/// platform is said as such, by an empty list or by a case of its own.
public struct Platform: Sendable {
    /// The architecture that this describes.
    public let architecture: Architecture
    /// What others call it, in lower case: whoever writes one of these is told the right name.
    public let otherNames: [String]
    /// The machine that QEMU plays.
    public let machine: Machine
    /// The processors that QEMU has for it.
    public let processors: Processors
    /// Where addresses end, and what decides that.
    public let addresses: Addresses
    /// The sizes of pages that kernels can be built with, the usual one first.
    public let pages: [Page]
    /// Whether the kernel puts itself at random places, and how a guest shows it.
    public let kaslr: KASLR
    /// How a kernel is built and started.
    public let kernel: Kernel
    /// What Debian calls things.
    public let debian: Debian
    /// Seconds from the start of a guest to its readiness under emulation, on the host that the deadlines were set on (2 cores, QEMU 7.2, idle).
    public let referenceBoot: Double
    /// The name of the axis that says most about the address space: it has the columns of a report's grid.
    public let columnAxis: String
}

// The kernel.
extension Platform {
    /// Whether the kernel puts itself at random places.
    public enum KASLR: Sendable {
        /// It cannot, for this reason.
        case none(reason: String)
        /// It can.
        case possible(Randomization)
    }

    /// How a kernel that can put itself at random places is asked to, and how a guest shows what came of it.
    public struct Randomization: Sendable {
        /// What holds where a configuration says nothing: `random` or `off`.
        public let standard: String
        /// CPU features that make a layout follow from QEMU's seed.
        public let seedFeatures: [GuestSetup.Feature]
        /// The kernel's own word for it.
        public let announcement: Announcement
        /// Where `_text` is without randomization, of all kernels that are known.
        public let texts: Set<UInt64>
        /// Where the direct map begins without randomization; empty where its place says nothing.
        public let directMaps: Set<UInt64>
    }

    /// What a kernel logs of its randomization.
    public enum Announcement: Sendable, Equatable {
        /// Nothing.
        case none
        /// A line that begins with `KASLR `; it is randomized where the line begins with this.
        case line(enabled: String)
    }

    /// How a kernel is built and started.
    public struct Kernel: Sendable {
        /// kbuild's `ARCH`.
        public let architecture: String
        /// GNU's triplet, before the dash of its tools.
        public let triplet: String
        /// The triplet in names of packages, which may have no underscore.
        public let packageTriplet: String
        /// What make builds for QEMU to boot.
        public let target: String
        /// Where that is then, below the output.
        public let path: String
        /// The line of a configuration that no other architecture's has.
        public let mark: String
        /// Where `_text` is in a `vmlinux` of today, before any randomization.
        public let linkedAt: Address
        /// Arguments that every guest's kernel gets, besides those of every platform.
        public let arguments: [String]
    }

    /// What Debian calls things.
    public struct Debian: Sendable {
        /// The architecture.
        public let architecture: String
        /// The kernel's flavour where none is asked for; every flavour of the architecture contains it.
        public let flavour: String
        /// What suites add to a flavour for a page size in KiB, of suites that do not do it as ``Page/flavour`` says.
        public let ownSuffixes: [String: [Int: String]]

        /// What a suite adds to a flavour for a page size in KiB.
        public func suffixes(in suite: String, _ pages: [Page]) -> [Int: String] {
            if let own = ownSuffixes[suite] { return own }
            return pages.reduce(into: [:]) { suffixes, page in
                if case .suffix(let suffix) = page.flavour { suffixes[page.kibibytes] = suffix }
            }
        }
    }

    /// Arguments that every guest's kernel gets.
    ///
    /// `panic=-1`: a panic ends QEMU at once instead of waiting for a human. `log_buf_len`: the kernel's log must not wrap between two
    /// readings of it; its descriptors take more than four times as much again of the guest's RAM.
    /// `cryptomgr.notests`: the self-tests of the kernel's ciphers take a third of a boot under emulation.
    public var kernelArguments: [String] {
        ["console=\(machine.console.name)"] + kernel.arguments
            + ["panic=-1", "log_buf_len=4M", "cryptomgr.notests"]
    }

    /// Why QEMU or the guest cannot have a machine, as ``Machine/check`` throws it.
    static func unsupported(_ reason: String) -> StraitError { StraitError(.unsupported, reason) }
}

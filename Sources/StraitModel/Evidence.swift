// SPDX-License-Identifier: Apache-2.0

/// What the guest itself shows of its machine; nil where it shows nothing. Parsed from files of `/proc` and the probe's answers, so
/// every field is a claim of the guest's, checked for form and nothing more.
public struct GuestEvidence: Sendable, Codable, Equatable {
    /// The architecture that was booted.
    public var architecture: Architecture
    /// `uname -r`.
    public var release: String?
    /// `/proc/cmdline`.
    public var commandLine: String?
    /// The CPU as it identifies itself: model name (x86, ppc64le) or `implementer/part` (aarch64).
    public var cpu: String?
    /// Physical address width in bits.
    public var physBits: Int?
    /// Levels of page tables that the kernel uses (x86).
    public var pagingLevels: Int?
    /// `radix` or `hash` (ppc64le).
    public var mmu: String?
    /// Base page size in KiB.
    public var pageSizeKiB: Int?
    /// RAM that the kernel counts.
    public var memory: Mebibytes?
    /// The PCI window above 4 GiB (x86).
    public var pciHole64: Mebibytes?
    /// Whether anything of the machine is above 4 GiB (aarch64).
    public var highmem: Bool?
    /// Whether the kernel randomized its layout.
    public var kaslr: Bool?
    /// Where the kernel put itself.
    public var layout: Layout?

    /// Nothing shown yet.
    public init(architecture: Architecture) { self.architecture = architecture }
}

/// Where the kernel put itself and its memory regions; nil where the kernel does not show it.
public struct Layout: Sendable, Codable, Equatable {
    /// The seed that this layout can be replayed from.
    public var seed: UInt64?
    /// `_text`.
    public var textAddress: Address?
    /// Start of the direct map (`PAGE_OFFSET`).
    public var directMap: Address?
    /// Start of the array of struct pages.
    public var vmemmap: Address?
    /// Last physical address that device memory may be placed at.
    public var deviceLimit: Address?
    /// SHA-256 of `/proc/kallsyms`: equal in two boots exactly when the layouts are, to the last symbol.
    public var symbolsSHA256: String?

    /// Nothing known yet.
    public init() {}
}

/// One line of `/proc/iomem`.
public struct MemoryRange: Sendable, Codable, Equatable {
    /// Depth in the tree; 0 is the top.
    public var depth: Int
    /// First address.
    public var start: Address
    /// Last address, inclusive.
    public var end: Address
    /// The kernel's name of it.
    public var name: String

    /// A range of the physical address space.
    public init(depth: Int, start: Address, end: Address, name: String) {
        self.depth = depth
        self.start = start
        self.end = end
        self.name = name
    }
}

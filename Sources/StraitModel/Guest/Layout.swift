// SPDX-License-Identifier: Apache-2.0

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

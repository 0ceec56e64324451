// SPDX-License-Identifier: Apache-2.0

/// The addresses of the kernel and its memory regions; nil for what the kernel does not show.
public struct Layout: Sendable, Codable, Equatable {
    /// The seed that this layout can be replayed from.
    public var seed: UInt64?
    /// `_text`.
    public var textAddress: Address?
    /// Start of the direct map (`PAGE_OFFSET`).
    public var directMap: Address?
    /// Start of the array of struct pages.
    public var vmemmap: Address?
    /// The last physical address for device memory.
    public var deviceLimit: Address?
    /// SHA-256 of `/proc/kallsyms`: equal in two boots exactly if their layouts are equal in every symbol.
    public var symbolsSHA256: String?

    /// Makes an empty layout.
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
    /// The kernel's name for it.
    public var name: String

    /// Makes a range.
    public init(depth: Int, start: Address, end: Address, name: String) {
        self.depth = depth
        self.start = start
        self.end = end
        self.name = name
    }
}

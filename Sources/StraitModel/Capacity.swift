// SPDX-License-Identifier: Apache-2.0

/// The largest region that the kernel grants, and what stands against a larger one.
public struct Capacity: Sendable, Codable, Equatable {
    /// What stands against a larger region.
    public enum Limit: String, Sendable, Codable {
        /// There is no hole in the address space, or no number left, for more.
        case addresses
        /// More struct pages do not fit into the guest's RAM. The kernel was not asked: before it refuses it may end processes.
        case ram
        /// The kernel refuses to allocate more, although there is RAM for it.
        case allocation
        /// The kernel gave another answer, which is in ``Capacity/errno``.
        case other
    }

    /// Its size.
    public var largestMiB: Mebibytes
    /// Where it was granted; nil where nothing was, or where the kernel needs no address space for it.
    public var start: Address?
    /// What stands against a larger region; nil where nothing tells, as in results of older versions.
    public var limit: Limit?
    /// The smallest size that the kernel refused; nil where it was not asked for more than it granted.
    public var refusedMiB: Mebibytes?
    /// How it refused that.
    public var errno: Errno?

    /// Whether RAM for its struct pages is all that limits it. Results of older versions do not say so: there it is where the kernel
    /// needs no address space.
    public var isLimitedByRAM: Bool {
        limit.map { $0 == .ram } ?? (start == nil && largestMiB.count > 0)
    }

    /// A capacity.
    public init(
        largestMiB: Mebibytes, start: Address?, limit: Limit? = nil, refusedMiB: Mebibytes? = nil, errno: Errno? = nil
    ) {
        self.largestMiB = largestMiB
        self.start = start
        self.limit = limit
        self.refusedMiB = refusedMiB
        self.errno = errno
    }
}

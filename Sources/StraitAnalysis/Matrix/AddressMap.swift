// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// A cell's physical address space from the lowest to the highest address: the ranges of `/proc/iomem`, the holes
/// between them, and the region that the kernel granted.
package struct AddressMap: Sendable {
    /// What a segment is used for.
    package enum Kind: String, Sendable {
        case ram, pci, reserved, device, hole
        /// Free, but above the limit that the kernel sets for device memory.
        case beyond
        /// The region that the kernel granted.
        case granted
    }

    /// What a segment is called.
    package enum Name: Sendable, Equatable {
        /// The name that the kernel gives it in `/proc/iomem`.
        case kernel(String)
        case free
        /// Free, but above the guest's address width.
        case freeAbove(bits: Int)
        /// Free, but above the limit that the kernel sets for device memory.
        case freeBeyondLimit
        case granted
        /// Several neighbours, each too small to draw.
        case small
    }

    /// A range of addresses with one use.
    package struct Segment: Sendable, Equatable {
        /// First address.
        package var start: UInt64
        /// Last address, inclusive.
        package var end: UInt64
        /// What it is used for.
        package var kind: Kind
        /// Its name.
        package var name: Name
        /// Size minus one, in bytes. The size of the whole 64-bit space would not fit.
        package var span: UInt64 { end - start }
    }

    /// The segments, from the lowest address to the highest.
    package let segments: [Segment]
    /// The largest hole for device memory, cut to whole memory sections; nil if there is none.
    package let largestHole: Segment?
    /// The last address of the guest's address width; if the width is unknown, the end of the used range, rounded up to
    /// a power of two.
    package let top: UInt64
    /// The guest's address width in bits; nil if it is unknown.
    package let bits: Int?

    /// Makes the map from the ranges of `/proc/iomem`; nil if they are empty or the kernel hides the addresses from the
    /// reader.
    package init?(_ ranges: [MemoryRange], _ cell: ShownCell) {
        var occupied: [Segment] = []
        for range in ranges where range.depth == 0 && range.end >= range.start && !Self.isEverything(range) {
            // The guest is not trusted: ranges that overlap or are out of order are left out.
            if let last = occupied.last, range.start.value <= last.end { continue }
            occupied.append(
                Segment(
                    start: range.start.value, end: range.end.value, kind: Self.kind(range.name),
                    name: .kernel(range.name)))
        }
        guard let last = occupied.last, last.end > 0 else { return nil }
        let result = cell.result
        bits = cell.physBits.flatMap { (20...63).contains($0) ? $0 : nil }
        let granted = result?.capacity.flatMap { capacity -> Segment? in
            guard let start = capacity.start, capacity.largestMiB.count > 0 else { return nil }
            let (end, overflow) = start.value.addingReportingOverflow(capacity.largestMiB.bytes - 1)
            return overflow ? nil : Segment(start: start.value, end: end, kind: .granted, name: .granted)
        }
        let seen = max(last.end, granted?.end ?? 0)
        top = max(seen, bits.map { (1 << UInt64($0)) - 1 } ?? Self.filled(seen))
        let width = bits.map { (1 << UInt64($0)) - 1 } ?? top
        // The kernel's limit counts even above the address width: an aarch64 kernel does not check the width.
        let limit = result?.layout?.deviceLimit?.value ?? width
        var segments = Self.filledWithHoles(occupied, top)
        segments = segments.flatMap { Self.split($0, at: limit, .freeBeyondLimit, .beyond) }
        if let bits { segments = segments.flatMap { Self.split($0, at: width, .freeAbove(bits: bits), .hole) } }
        let section = UInt64(cell.architecture.platform.addresses.sectionBits)
        largestHole = segments.filter { $0.kind == .hole }.compactMap { Self.aligned($0, section) }.max {
            $0.span < $1.span
        }
        if let granted { segments = segments.flatMap { Self.carve($0, granted) } }
        self.segments = Self.condensed(segments)
    }

    private static func isEverything(_ range: MemoryRange) -> Bool {
        range.start.value == 0 && range.end.value >= 1 << 62
    }

    private static func kind(_ name: String) -> Kind {
        let lower = name.lowercased()
        if lower.contains("system ram") { return .ram }
        if lower.contains("pci") || lower.contains("ecam") { return .pci }
        if lower.contains("device private") || lower.contains("hmm") || lower.contains("dmirror") { return .device }
        return .reserved
    }

    /// The last address of the smallest power of two that contains the address.
    private static func filled(_ address: UInt64) -> UInt64 {
        address == 0 ? 0 : UInt64.max >> UInt64(address.leadingZeroBitCount)
    }

    private static func filledWithHoles(_ occupied: [Segment], _ top: UInt64) -> [Segment] {
        var result: [Segment] = []
        var next: UInt64 = 0
        for segment in occupied {
            if segment.start > next {
                result.append(Segment(start: next, end: segment.start - 1, kind: .hole, name: .free))
            }
            result.append(segment)
            guard segment.end < top else { return result }
            next = segment.end + 1
        }
        return result + [Segment(start: next, end: top, kind: .hole, name: .free)]
    }

    private static func split(_ segment: Segment, at limit: UInt64, _ name: Name, _ kind: Kind) -> [Segment] {
        guard segment.kind == .hole, segment.end > limit else { return [segment] }
        var (below, above) = (segment, segment)
        above.kind = kind
        above.name = name
        guard segment.start <= limit else { return [above] }
        below.end = limit
        above.start = limit + 1
        return [below, above]
    }

    private static func carve(_ segment: Segment, _ granted: Segment) -> [Segment] {
        let free = segment.kind == .hole || segment.kind == .beyond
        guard free, segment.start <= granted.start, granted.end <= segment.end else { return [segment] }
        var (below, above) = (segment, segment)
        below.end = granted.start &- 1
        above.start = granted.end &+ 1
        return (granted.start > segment.start ? [below] : []) + [granted] + (granted.end < segment.end ? [above] : [])
    }

    private static func aligned(_ segment: Segment, _ shift: UInt64) -> Segment? {
        let unit: UInt64 = 1 << shift
        let (start, overflow) = segment.start.addingReportingOverflow(unit - 1)
        guard !overflow, segment.end < UInt64.max else { return nil }
        var result = segment
        result.start = start & ~(unit - 1)
        let end = (segment.end + 1) & ~(unit - 1)
        guard end > result.start else { return nil }
        result.end = end - 1
        return result
    }

    /// Merges small neighbours until few enough segments are left to read.
    private static func condensed(_ segments: [Segment]) -> [Segment] {
        var threshold: UInt64 = 1 << 20
        var result = segments
        while threshold < 1 << 40 {
            result = merged(segments, below: threshold)
            if result.count <= 24 { break }
            threshold <<= 2
        }
        return Array(result.suffix(40))
    }

    private static func merged(_ segments: [Segment], below threshold: UInt64) -> [Segment] {
        var result: [(segment: Segment, small: Bool)] = []
        for segment in segments {
            let small = segment.span < threshold && segment.kind != .granted
            if small, var last = result.last, last.small {
                last.segment.end = segment.end
                if last.segment.kind != segment.kind { last.segment.kind = .reserved }
                last.segment.name = .small
                result[result.count - 1] = last
            } else {
                result.append((segment, small))
            }
        }
        return result.map(\.segment)
    }
}

// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// The physical address space of a cell from end to end, as `/proc/iomem` has it, with the holes and what was asked of them.
package struct AddressMap: Sendable {
    package enum Kind: String, Sendable {
        case ram, pci, reserved, device, hole
        /// Free, and above what the kernel may use for device memory.
        case beyond
        /// What the kernel granted.
        case granted
    }

    /// What a segment is called.
    package enum Name: Sendable, Equatable {
        /// By the kernel's own name for it.
        case kernel(String)
        case free
        /// Free, and above the width that the guest has.
        case freeAbove(bits: Int)
        /// Free, and above what the kernel may use for device memory.
        case freeBeyondLimit
        case granted
        /// Neighbours too small to be drawn apart.
        case small
    }

    package struct Segment: Sendable, Equatable {
        package var start: UInt64
        /// Last address.
        package var end: UInt64
        package var kind: Kind
        package var name: Name
        /// Size less one, which unlike the size always fits.
        package var span: UInt64 { end - start }
    }

    /// From the lowest address to the highest.
    package let segments: [Segment]
    /// The largest hole that device memory could be placed in, cut to whole memory sections.
    package let largestHole: Segment?
    /// The last address of the width, where it is known.
    package let top: UInt64
    package let bits: Int?

    /// Nil where `/proc/iomem` shows nothing: it is empty, or its addresses are hidden from who read it.
    package init?(_ ranges: [MemoryRange], _ cell: ShownCell) {
        var occupied: [Segment] = []
        for range in ranges where range.depth == 0 && range.end >= range.start && !Self.isEverything(range) {
            // A guest may show anything; what overlaps or runs backwards is not drawn.
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
        // The kernel's own limit holds even where it is above the width: on aarch64 the kernel does not look at that.
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

    /// The end of the power of two that an address lies in.
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

    /// Neighbours too small to matter drawn as one, until a reader can take in the whole.
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

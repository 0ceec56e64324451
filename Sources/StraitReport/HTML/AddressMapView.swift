// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

extension AddressMap {
    private static let width = 460.0

    /// The values for the template. The highest address is on top, because the kernel places device memory from there
    /// downwards. Horizontal positions are in the template.
    func view(_ cell: ShownCell) -> View {
        var y = 22.0
        var rows: [View] = []
        for segment in segments.reversed() {
            let height = Self.height(segment)
            rows.append(row(segment, y, height))
            y += height
        }
        return [
            "width": Int(Self.width), "height": place(y + 8), "rows": rows, "topLabel": topLabel,
            "sentence": cell.result.map(sentence), "against": cell.result.flatMap(against),
            "asked": cell.deviceMemory.isEmpty ? nil : cell.deviceMemory.map { Words.size($0) }.joined(separator: ", "),
        ]
    }

    /// The largest hole and the smallest refused size, side by side on the same scale.
    private func against(_ result: CellResult) -> View? {
        let refused = result.deviceMemory.filter { $0.outcome == .failed && $0.rung == .reserve }.map(\.size).min()
        let hole = largestHole.map { $0.span &+ 1 } ?? 0
        guard let refused, refused.bytes > hole else { return nil }
        let width = 188 * Double(hole) / Double(refused.bytes)
        let (free, asked) = (hole == 0 ? "none" : Words.bytes(hole), Words.size(refused))
        return [
            "hole": place(width), "asked": "188", "end": place(132 + width), "holeSize": free, "askedSize": asked,
            "label": "Largest hole: \(free). Asked for: \(asked).",
        ]
    }

    private var topLabel: String {
        guard let bits, top == (1 << UInt64(bits)) - 1 else { return Address(top).description }
        return "end of \(bits) bits"
    }

    /// A logarithmic height, so that 1 MiB is visible next to 64 TiB, and the larger one is still larger.
    private static func height(_ segment: Segment) -> Double {
        let mebibytes = Int(min(segment.span >> 20, 1 << 42)) + 1
        return 19 + 2.2 * ChartScale.log2(mebibytes)
    }

    private func row(_ segment: Segment, _ y: Double, _ height: Double) -> View {
        let size = Words.bytes(segment.span == .max ? segment.span : segment.span + 1)
        let isLargest =
            segment.kind == .hole && largestHole.map { $0.start >= segment.start && $0.end <= segment.end } == true
        return [
            "kind": segment.kind.rawValue, "y": place(y), "h": place(height), "line": place(y + height),
            "address": Address(segment.start).description, "addressY": place(y + height - 3),
            "textY": place(y + height / 2 + 4), "size": size,
            "name": Clean.line(label(segment, isLargest), limit: 34),
            "title": "\(Address(segment.start)) – \(Address(segment.end)): \(segment.name.words), \(size)",
        ]
    }

    private func label(_ segment: Segment, _ isLargest: Bool) -> String {
        switch segment.kind {
        case .hole where isLargest: "largest hole"
        case .granted: "granted" + (bits.map { segment.start >> UInt64($0) > 0 ? ", above the \($0) bits" : "" } ?? "")
        default: segment.name.words
        }
    }
}

extension AddressMap {
    /// Explains the result from what the map shows.
    func sentence(_ result: CellResult) -> String {
        let refused = result.deviceMemory.filter { $0.outcome == .failed }.min { $0.request < $1.request }
        if let refused, refused.rung == .reserve { return self.refused(refused, result) }
        if let refused { return withoutPages(refused, result) }
        guard let capacity = result.capacity else {
            return "The cell ended before the kernel was asked for device memory; \(holeText)."
        }
        guard capacity.largestMiB.count > 0 else { return "The kernel grants no device memory at all; \(holeText)." }
        guard let start = capacity.start else {
            return
                "This kernel grants \(Words.size(capacity.largestMiB)) and needs no physical address space for it."
        }
        let above =
            bits.map { start.value >> UInt64($0) > 0 ? " It lies above the CPU's \($0) bits of address." : "" } ?? ""
        return
            "The kernel grants \(Words.size(capacity.largestMiB)) at \(start): there is room for every size asked for.\(above)"
    }

    private func refused(_ size: DeviceMemoryResult, _ result: CellResult) -> String {
        let asked = Words.size(size.request)
        let answer = size.errno.map { ": \($0)" } ?? ""
        guard let hole = largestHole else {
            return
                "\(asked) were asked for, and below \(limitText(result)) no hole is as large as one memory section\(answer)."
        }
        let free = Words.bytes(hole.span &+ 1)
        // A hole never ends at the last address of all, so its size fits into a number.
        guard hole.span + 1 < size.request.bytes else {
            return
                "A hole of \(free) seems free at \(Address(hole.start)), and yet the kernel refused \(asked)\(answer). What is in /proc/iomem does not explain that alone."
        }
        return
            "\(asked) were asked for; the largest hole below \(limitText(result)) has \(free), from \(Address(hole.start)) to \(Address(hole.end)). There is no room for the region\(answer)."
    }

    private func withoutPages(_ size: DeviceMemoryResult, _ result: CellResult) -> String {
        let answer = size.errno.map { " with \($0)" } ?? ""
        let place = size.start.map { " at \($0)" } ?? ""
        let reason = size.cause.map { " (\($0))" } ?? ""
        return
            "\(Words.size(size.request)) had address space\(place), and failed at \(size.rung.rawValue)\(answer)\(reason)."
    }

    private var holeText: String {
        largestHole.map { "the largest hole has \(Words.bytes($0.span &+ 1)) at \(Address($0.start))" }
            ?? "no hole is large enough for any"
    }

    private func limitText(_ result: CellResult) -> String {
        let end = bits.map { (UInt64(1) << UInt64($0)) - 1 } ?? top
        if let limit = result.layout?.deviceLimit, limit.value != end {
            return "\(limit), the kernel's limit for device memory,"
        }
        return bits.map { "the end of \($0) bits" } ?? "\(Address(top))"
    }
}

extension AddressMap.Name {
    fileprivate var words: String {
        switch self {
        case .kernel(let name): name
        case .free: "free"
        case .freeAbove(let bits): "free, above the \(bits) bits"
        case .freeBeyondLimit: "free, beyond the limit"
        case .granted: "granted"
        case .small: "small ranges"
        }
    }
}

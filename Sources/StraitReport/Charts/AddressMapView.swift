// SPDX-License-Identifier: Apache-2.0

import StraitModel

extension AddressMap {
    private static let width = 460.0

    /// The map as its template takes it, the highest address on top: device memory is placed from there downwards. What
    /// stands where from left to right is in the template.
    func view(_ item: ShownCell) -> View {
        var y = 22.0
        var rows: [View] = []
        for segment in segments.reversed() {
            let height = Self.height(segment)
            rows.append(row(segment, y, height))
            y += height
        }
        return [
            "width": Int(Self.width), "height": place(y + 8), "rows": rows, "topLabel": topLabel,
            "sentence": item.result.map(sentence), "against": item.result.flatMap(against),
            "asked": item.deviceMemory.isEmpty ? nil : item.deviceMemory.map { Words.size($0) }.joined(separator: ", "),
        ]
    }

    /// The largest hole and the smallest size that was refused, beside each other and to the same scale.
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

    /// Each doubling adds the same: a hole of 1 MiB is seen beside one of 64 TiB, and the larger is still the larger.
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
            "title": "\(Address(segment.start)) – \(Address(segment.end)): \(segment.name), \(size)",
        ]
    }

    private func label(_ segment: Segment, _ isLargest: Bool) -> String {
        switch segment.kind {
        case .hole where isLargest: "largest hole"
        case .granted: "granted" + (bits.map { segment.start >> UInt64($0) > 0 ? ", above the \($0) bits" : "" } ?? "")
        default: segment.name
        }
    }
}

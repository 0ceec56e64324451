// SPDX-License-Identifier: Apache-2.0

import StraitModel

extension AddressMap {
    /// Why the cell came out as it did, from what the map shows.
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
                "This kernel grants \(Words.size(capacity.largestMiB)) and needs no place in the physical address space for it."
        }
        let above =
            bits.map { start.value >> UInt64($0) > 0 ? " It lies above the CPU's \($0) bits of address." : "" } ?? ""
        return
            "The kernel grants \(Words.size(capacity.largestMiB)) at \(start): every size asked for has its place.\(above)"
    }

    private func refused(_ size: DeviceMemoryResult, _ result: CellResult) -> String {
        let asked = Words.size(size.request)
        let answer = size.errno.map { ": \($0)" } ?? ""
        guard let hole = largestHole else {
            return
                "\(asked) were asked for, and below \(limitText(result)) no hole is as large as one memory section\(answer)."
        }
        let free = Words.bytes(hole.span &+ 1)
        // A hole never ends at the last address of all, so its size is a number.
        guard hole.span + 1 < size.request.bytes else {
            return
                "A hole of \(free) seems free at \(Address(hole.start)), and yet the kernel refused \(asked)\(answer). What is in /proc/iomem does not explain that alone."
        }
        return
            "\(asked) were asked for; the largest hole below \(limitText(result)) has \(free), from \(Address(hole.start)) to \(Address(hole.end)). The region has no place\(answer)."
    }

    private func withoutPages(_ size: DeviceMemoryResult, _ result: CellResult) -> String {
        let answer = size.errno.map { " with \($0)" } ?? ""
        let place = size.start.map { " at \($0)" } ?? ""
        guard size.errno == "ENOMEM" else {
            return
                "\(Words.size(size.request)) had address space\(place), and failed at \(size.rung.rawValue)\(answer)."
        }
        let memory = result.effective["memory"]?.integer ?? result.requested["memory"]?.integer
        let has = memory.map { ", and the guest has \(Words.size(Mebibytes($0)))" } ?? ""
        // What a guest shows of its pages, and 4 KiB where it shows nothing: x86_64 has no others.
        let shown = result.effective["pageSize"]?.text.flatMap { UInt64($0.prefix { $0.isNumber }) } ?? 4
        let page = (1...1024).contains(shown) ? shown : 4
        let pages = Words.bytes(size.request.bytes / (page << 10) * 64)
        return
            "\(Words.size(size.request)) had address space\(place), but their struct pages did not fit in RAM: at 64 bytes for each \(page) KiB they take \(pages)\(has)."
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

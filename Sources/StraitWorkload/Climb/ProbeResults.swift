// SPDX-License-Identifier: Apache-2.0

import StraitModel

extension Climb {
    /// What the probe's `info` adds to what the guest shows.
    mutating func take(_ info: ProbeAnswer) {
        var guest = evidence.guest
        if let size = info.number("page_size"), size >= 1024, size <= 1 << 30 { guest.pageSizeKiB = Int(size / 1024) }
        if let bits = info.number("pa_bits"), (1...64).contains(bits) { guest.physBits = Int(bits) }
        // Without KASLR the direct map of some kernels is not where the variable says, but always where the probe saw it.
        guest.layout?.directMap = info.address("direct_map") ?? info.address("page_offset")
        guest.layout?.vmemmap = info.address("vmemmap")
        guest.layout?.vmalloc = info.address("vmalloc")
        // An upper bound is not where the limit is.
        if info.values["limit_source"] != "upper-bound" { guest.layout?.deviceLimit = info.address("limit") }
        evidence.guest = guest
        if info.values["emulated"] == "yes" {
            evidence.notes.append("this kernel does not let modules search for free space; the probe searched itself")
        }
        if let interface = info.values["interface"], interface != facts.interface {
            evidence.notes.append("built for interface \(facts.interface), the probe says \(interface)")
        }
    }

    mutating func take(capacity answer: ProbeAnswer?) {
        guard let answer, let size = answer.number("size") else {
            evidence.notes.append("the probe did not say how large the largest region is")
            return
        }
        evidence.capacity = Capacity(largestMiB: Mebibytes(Int(size >> 20)), start: answer.start)
        if answer.values["iomem"] == "changed" {
            evidence.notes.append("/proc/iomem changed while the largest region was searched")
        }
    }

    /// What became of a size, by the probe's answer.
    func result(_ size: Mebibytes, _ answer: ProbeAnswer?, in sections: Sections) -> DeviceMemoryResult {
        guard let answer else {
            let said = sections.lines("probe").last { !$0.isEmpty && !$0.hasPrefix(ProbeAnswer.mark) }
            return DeviceMemoryResult(
                size, .infrastructure, rung: .reserve, cause: "the probe did not answer: \(said ?? "nothing")")
        }
        let asked: Rung = answer.operation == "reserve" ? .reserve : .`init`
        if let errno = answer.errno {
            let rung = answer.failedRung ?? asked
            return DeviceMemoryResult(
                size, .failed, rung: rung, errno: errno, start: answer.start, cause: cause(size, rung, errno, answer))
        }
        if answer.values["iomem"] == "changed" {
            return DeviceMemoryResult(
                size, .failed, rung: asked, start: answer.start,
                cause: "/proc/iomem is not as it was before \(size) were given back")
        }
        if answer.values["pages"] == "bad" {
            return DeviceMemoryResult(
                size, .failed, rung: asked, start: answer.start,
                cause: "the pages of \(size) are not device-private, though the kernel says that they are")
        }
        return DeviceMemoryResult(size, .passed, rung: asked, start: answer.start)
    }

    /// The kernel's no as a sentence.
    private func cause(_ size: Mebibytes, _ rung: Rung, _ errno: String, _ answer: ProbeAnswer) -> String {
        switch (rung, errno) {
        case (.reserve, "ERANGE"):
            let hole = evidence.capacity.map { ": the largest hole is \($0.largestMiB)" } ?? ""
            return "no address space for \(size)\(hole)"
        case (.`init`, "ENOMEM"): return "no RAM for the struct pages of \(size)"
        default:
            let step = rung == .reserve ? "reserve" : "initialize"
            let why = answer.values["why"].flatMap { $0 == "kernel" ? nil : " (\($0))" } ?? ""
            return "the kernel does not \(step) \(size): \(errno)\(why)"
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import StraitModel

extension WorkloadRun {
    /// Adds what the probe's `info` reports to the evidence.
    mutating func take(_ info: ProbeAnswer) {
        var guest = evidence.guest
        guest.probe = info.values
        // Without KASLR some kernels have the direct map at another address than their variable says; the probe sees
        // the real one.
        guest.layout?.directMap = info.address("direct_map")
        guest.layout?.vmemmap = info.address("vmemmap")
        // An upper bound is not the limit itself.
        if info.values["limit_source"] != "upper-bound" { guest.layout?.deviceLimit = info.address("limit") }
        evidence.guest = guest
        if info.values["emulated"] == "yes" {
            evidence.notes.append("this kernel does not let modules search for free space; the probe searched itself")
        }
        if info.values["interface"] == "nr_pages" {
            self[ProbeMemory.self].needsAddresses = false
            evidence.notes.append("this kernel needs no address space for device memory: RAM alone limits the capacity")
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
        evidence.capacity = Capacity(largestMiB: Mebibytes(Int(size >> 20)), start: start(of: answer))
        if let errno = answer.errno, size > 0 {
            evidence.notes.append("the search for the largest region was cut short: \(errno)")
        }
        if answer.values["iomem"] == "changed" {
            evidence.notes.append("/proc/iomem changed while the largest region was searched")
        }
    }

    /// The OOM killer ended the program that made the request.
    static func outOfMemory(_ request: DeviceMemoryRequest, _ line: String) -> DeviceMemoryResult {
        DeviceMemoryResult(
            request, .failed, rung: .`init`, errno: .enomem,
            cause: "no RAM for the struct pages of \(request): \(line)")
    }

    static func answers(_ sections: Sections) -> [ProbeAnswer] {
        sections.lines("probe").compactMap { ProbeAnswer(parsing: $0) }
    }

    /// The result of a size, from the probe's answer.
    func result(
        _ request: DeviceMemoryRequest, _ answer: ProbeAnswer?, in sections: Sections
    ) -> DeviceMemoryResult {
        guard let answer else {
            let said = sections.lines("probe").last { !$0.isEmpty && !$0.hasPrefix(ProbeAnswer.mark) }
            return DeviceMemoryResult(
                request, .infrastructure, rung: .reserve, cause: "the probe did not answer: \(said ?? "nothing")")
        }
        let size = request.size
        let asked: Rung = ["reserve", "claim"].contains(answer.operation) ? .reserve : .`init`
        func verdict(_ outcome: Outcome, _ rung: Rung, errno: Errno? = nil, _ cause: String?) -> DeviceMemoryResult {
            DeviceMemoryResult(request, outcome, rung: rung, errno: errno, start: start(of: answer), cause: cause)
        }
        if let errno = answer.errno {
            let why = answer.values["why"] ?? "no reason given"
            guard let rung = answer.failedRung else {
                return verdict(
                    .infrastructure, asked, errno: errno, "the probe did not ask the kernel: \(errno) (\(why))")
            }
            if why == "no-device-private" { return verdict(.unsupported, rung, Probe.noDevicePrivate) }
            return verdict(.failed, rung, errno: errno, cause(request, rung, errno, why))
        }
        if answer.values["iomem"] == "changed" {
            return verdict(.failed, asked, "/proc/iomem is not as before after \(size) were freed")
        }
        if answer.values["pages"] == "bad" {
            let cause = "the pages of \(size) are not device-private, though the kernel says that they are"
            return verdict(.failed, asked, cause)
        }
        if let doubt = doubt(request, answer, of: asked) { return verdict(.infrastructure, asked, doubt) }
        return verdict(.passed, asked, nil)
    }

    /// Why a positive answer is incomplete; nil if it is complete.
    private func doubt(_ request: DeviceMemoryRequest, _ answer: ProbeAnswer, of asked: Rung) -> String? {
        guard answer.number("asked") == request.size.bytes else { return "the probe does not say what size it means" }
        if asked == .`init`, answer.values["pages"] != "ok" { return "the probe does not say what pages there are" }
        // A kept region is checked when it is returned.
        let isKept = ["claim", "hold"].contains(answer.operation)
        return isKept || answer.values["iomem"] == "same" ? nil : "the probe does not say what it left in /proc/iomem"
    }

    /// Completes the results of sizes that were reserved but never initialized because the workload ended early.
    mutating func settleRegions() {
        for (index, result) in evidence.deviceMemory.enumerated()
        where result.outcome == .passed && result.rung == .reserve {
            let asked = result.request == evidence.inProgress ? evidence.interruption?.error : nil
            evidence.deviceMemory[index] = DeviceMemoryResult(
                result.request, asked?.kind == .deadline ? .hung : .infrastructure, rung: .`init`, start: result.start,
                cause: asked?.description ?? "not tried: the workload ended before")
        }
    }

    /// The address of the region. The interface without physical addresses returns offsets, which are not addresses.
    private func start(of answer: ProbeAnswer) -> Address? {
        self[ProbeMemory.self].needsAddresses && answer.values["needed"] != "no" ? answer.start : nil
    }

    /// The kernel's refusal as a sentence.
    private func cause(_ request: DeviceMemoryRequest, _ rung: Rung, _ errno: Errno, _ why: String) -> String {
        let size = request.size
        switch (rung, errno, why) {
        case (.reserve, .erange, _):
            // It was measured before any region was held.
            let largest = request.count == 1 ? "the largest hole is" : "before the first the largest hole was"
            let hole =
                evidence.capacity.map {
                    $0.largestMiB.count == 0 ? ": there is no hole at all" : ": \(largest) \($0.largestMiB)"
                } ?? ""
            return "no address space for \(size)\(hole)"
        case (_, .enomem, "struct-pages-over-2GiB"):
            return "the struct pages of \(size) are more than 2GiB, more than the kernel allocates at once"
        case (.`init`, .enomem, "struct-pages"): return "no RAM for the struct pages of \(size)"
        default:
            let step = rung == .reserve ? "reserve" : "initialize"
            return "the kernel does not \(step) \(size): \(errno)" + (why == "kernel" ? "" : " (\(why))")
        }
    }
}

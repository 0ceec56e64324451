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
            evidence.notes.append("this kernel needs no address space for device memory")
        }
        if let interface = info.values["interface"], interface != facts.interface {
            evidence.notes.append("built for interface \(facts.interface), the probe says \(interface)")
        }
    }

    /// The largest region that the kernel grants, and what stands against a larger one.
    mutating func take(capacity answer: ProbeAnswer?) {
        guard let answer, let size = answer.number("size") else {
            evidence.notes.append("the probe did not say how large the largest region is")
            return
        }
        var capacity = Capacity(largestMiB: Mebibytes(Int(size >> 20)), start: start(of: answer))
        capacity.limit = answer.values["limited"].flatMap(Capacity.Limit.init(rawValue:))
        // What the probe's own search refuses, the kernel was not asked for.
        if answer.values["asked"] == "yes", answer.values["emulated"] != "yes" {
            capacity.refusedMiB = answer.number("refused").map { Mebibytes(Int($0 >> 20)) }
            capacity.errno = answer.values["refusal"].flatMap(Errno.init)
        }
        evidence.capacity = capacity
        if let errno = answer.errno, size > 0 {
            evidence.notes.append("the search for the largest region was cut short: \(errno)")
        }
        if answer.values["iomem"] == "changed" {
            evidence.notes.append("/proc/iomem changed while the largest region was searched")
        }
        noteLimit(answer)
    }

    /// What limits the capacity, where it is not the address space: a reader might take it for a property of the kernel, or of the guest.
    private mutating func noteLimit(_ answer: ProbeAnswer) {
        guard let refused = answer.number("refused"), let limit = evidence.capacity?.limit else { return }
        let size = Mebibytes(Int(refused >> 20))
        switch limit {
        case .addresses: break
        case .ram:
            evidence.notes.append(
                "the largest region is limited by RAM: \(Self.room(answer)), so the kernel was not asked for \(size)")
        case .allocation:
            evidence.notes.append(
                "the largest region is limited by an allocation: the kernel refuses \(size) (\(Self.errno(answer))) although "
                    + Self.room(answer))
        case .other:
            evidence.notes.append("the largest region is limited: the kernel refuses \(size): \(Self.errno(answer))")
        }
    }

    private static func errno(_ answer: ProbeAnswer) -> String {
        answer.values["refusal"].flatMap(Errno.init)?.name ?? "no errno"
    }

    /// What the struct pages of a size need, and what there was.
    private static func room(_ answer: ProbeAnswer) -> String {
        func size(_ key: String) -> String {
            answer.number(key).map { "\(Mebibytes(Int($0 >> 20)))" } ?? "an unknown amount"
        }
        return "its struct pages take \(size("struct_pages")) and \(size("ram_available")) of RAM are free"
    }

    /// The OOM killer ended the program that asked: what the kernel would have answered nobody knows.
    static func outOfMemory(_ request: DeviceMemoryRequest, _ line: String) -> DeviceMemoryResult {
        DeviceMemoryResult(request, .unsupported, rung: .`init`, cause: KTAPProgram.outOfMemory(line))
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
            DeviceMemoryResult(
                request, outcome, rung: rung, errno: errno, start: start(of: answer), cause: cause,
                checks: answer.errno == nil ? answer.checkOutcomes : nil)
        }
        if let errno = answer.errno {
            let why = answer.values["why"] ?? "no reason given"
            guard let rung = answer.failedRung else {
                return verdict(
                    .infrastructure, asked, errno: errno, "the probe did not ask the kernel: \(errno) (\(why))")
            }
            if let reason = notAsked(request, answer, why) { return verdict(.unsupported, rung, reason) }
            return verdict(.failed, rung, errno: errno, cause(request, rung, errno, answer))
        }
        if answer.values["iomem"] == "changed" {
            return verdict(.failed, asked, "/proc/iomem is not as before after \(size) were freed")
        }
        if let fault = answer.fault { return verdict(.failed, asked, "\(size) are granted, and not right: \(fault)") }
        if let doubt = doubt(request, answer, of: asked) { return verdict(.infrastructure, asked, doubt) }
        return verdict(.passed, asked, nil)
    }

    /// Why a refusal is the probe's own: then the kernel has said nothing. Nil for the kernel's.
    private func notAsked(_ request: DeviceMemoryRequest, _ answer: ProbeAnswer, _ why: String) -> String? {
        switch why {
        case "no-device-private": Probe.noDevicePrivate
        case "no-room":
            "the kernel is not asked for \(request.size): \(Self.room(answer)), and it may end processes before it refuses"
        case "own-search":
            "the kernel has no search for free addresses (\(Needs.notSet("GET_FREE_REGION"))), and the probe finds none for "
                + "\(request.size)"
        default: nil
        }
    }

    /// What a yes leaves open; nil where it says all that makes it one.
    private func doubt(_ request: DeviceMemoryRequest, _ answer: ProbeAnswer, of asked: Rung) -> String? {
        guard answer.number("asked") == request.size.bytes else { return "the probe does not say what size it means" }
        if let name = answer.untold.first {
            return
                "the probe does not say what it made of the check \(name) (an image of an older strait has no such check)"
        }
        // What is kept is looked at when it is given back.
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

    /// The kernel's no as a sentence.
    private func cause(_ request: DeviceMemoryRequest, _ rung: Rung, _ errno: Errno, _ answer: ProbeAnswer) -> String {
        let size = request.size
        switch (rung, errno) {
        case (.reserve, .erange):
            // It was measured when nothing was held yet.
            let largest = request.count == 1 ? "the largest hole is" : "before the first the largest hole was"
            let hole =
                evidence.capacity.map {
                    $0.largestMiB.count == 0 ? ": there is no hole at all" : ": \(largest) \($0.largestMiB)"
                } ?? ""
            return "no address space for \(size)\(hole)"
        // The probe does not ask for what has no room.
        case (.`init`, .enomem): return "the kernel refuses \(size) (ENOMEM) although \(Self.room(answer))"
        default:
            let step = rung == .reserve ? "reserve" : "initialize"
            let why = answer.values["why"] ?? "no reason given"
            return "the kernel does not \(step) \(size): \(errno)" + (why == "kernel" ? "" : " (\(why))")
        }
    }
}

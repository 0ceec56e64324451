// SPDX-License-Identifier: Apache-2.0

import StraitModel

extension WorkloadRun {
    private static let noProbe = "the probe is not loaded"

    private var hasProbe: Bool { loaded.contains(Probe.name) }

    /// Loads the probe, and reads what it reports about the kernel.
    mutating func loadProbe(within limit: Duration) async throws -> StepResult {
        let sections = try await ask(Probe.load, limit: limit)
        switch ModuleAnswer("load", in: sections.lines("load")) {
        case .refused(let errno): return .failed("the kernel does not load the probe: \(errno)", errno: errno)
        case .none(let said): return .noAnswer("the probe was not loaded: \(said)")
        case .done: loaded.insert(Probe.name, at: 0)
        }
        guard let info = Self.answers(sections).first(where: { $0.operation == "info" }) else {
            return .noAnswer("the probe does not answer: \(sections.lines("probe").first ?? "nothing")")
        }
        take(info)
        // Only now the direct map is known, and with it whether x86 randomized its layout.
        let verdict = compare()
        guard verdict.outcome == .passed, !unshown.isEmpty else { return verdict }
        return .noAnswer("the guest does not show what was asked for: \(unshown.joined(separator: ", "))")
    }

    /// Reserves address space of every requested size, and finds the largest size that the kernel grants.
    mutating func reserve(within limit: Duration) async throws -> StepResult {
        guard hasProbe else { return leaveOut(Self.noProbe) }
        let single = cell.workload.deviceMemory.filter { $0.count == 1 }
        // Where a try makes struct pages, the search comes after the sizes: what the kernel has to say only once belongs to them.
        let search = self[ProbeMemory.self].needsAddresses ? ["largest"] : []
        let sections = try await ask(Probe.ask(search + single.map { "reserve \($0.size)" }), limit: limit)
        let answers = Self.answers(sections)
        if !search.isEmpty {
            take(capacity: answers.first { $0.operation == "largest" })
            if cell.workload.deviceMemory.isEmpty, evidence.capacity == nil {
                return .noAnswer("the probe does not answer")
            }
        }
        let reserved = answers.filter { $0.operation == "reserve" }
        for request in cell.workload.deviceMemory {
            let result =
                if request.count == 1 {
                    result(request, reserved.first { $0.number("asked") == request.bytes }, in: sections)
                } else {
                    try await reserveTogether(request, within: limit)
                }
            evidence.deviceMemory.append(result)
        }
        for answer in reserved where answer.errno == nil {
            guard let asked = answer.number("asked"), let size = answer.number("size"), size > asked else { continue }
            evidence.notes.append(
                "the kernel rounded \(Mebibytes(Int(asked >> 20))) up to whole sections: \(Mebibytes(Int(size >> 20)))")
        }
        return Self.smallestFailure(evidence.deviceMemory)
    }

    /// Turns the reserved space into device-private pages. Each size is a command of its own, so that a report, a hang
    /// or a crash belongs to one size.
    mutating func initialize(within limit: Duration) async throws -> StepResult {
        guard hasProbe else { return .unsupported(Self.noProbe) }
        guard facts.devicePrivate else {
            for (index, result) in evidence.deviceMemory.enumerated() where result.outcome == .passed {
                evidence.deviceMemory[index] = DeviceMemoryResult(
                    result.request, .unsupported, rung: .`init`, start: result.start, cause: Probe.noDevicePrivate)
            }
            return .unsupported(Probe.noDevicePrivate)
        }
        let sizes = evidence.deviceMemory.indices.filter { evidence.deviceMemory[$0].outcome == .passed }
        guard !sizes.isEmpty || cell.workload.deviceMemory.isEmpty else {
            return .unsupported("no size could be reserved")
        }
        for index in sizes {
            try await initialize(index, within: limit)
            if messages.isFatal { break }
        }
        if !self[ProbeMemory.self].needsAddresses, !messages.isFatal { try await searchLargest(within: limit) }
        return Self.smallestFailure(sizes.map { evidence.deviceMemory[$0] })
    }

    private mutating func initialize(_ index: Int, within limit: Duration) async throws {
        let request = cell.workload.deviceMemory[index]
        evidence.inProgress = request
        messages.tries("\(request)")
        var result =
            request.count == 1
            ? try await initializeOne(request, within: limit) : try await initializeTogether(request, within: limit)
        if let report = messages.fatal {
            result.outcome = .crashed
            result.cause = ([report.title] + [result.cause].compactMap { $0 }).joined(separator: "; ")
        }
        evidence.deviceMemory[index] = result
        evidence.inProgress = nil
        messages.tries(nil)
    }

    /// The largest region of a kernel whose device memory takes no addresses: each try makes its struct pages. What the kernel reports
    /// meanwhile it reports of a size that nobody asked for, and a reader has to know that.
    private mutating func searchLargest(within limit: Duration) async throws {
        let before = messages.scanner.reports.count
        messages.tries("largest")
        defer { messages.tries(nil) }
        let sections = try await ask(Probe.ask(["largest"]), limit: limit)
        take(capacity: Self.answers(sections).first { $0.operation == "largest" })
        if let report = messages.scanner.reports.dropFirst(before).first {
            evidence.notes.append("while the largest region was searched the kernel reported: \(report.title)")
        }
    }

    private mutating func initializeOne(
        _ request: DeviceMemoryRequest, within limit: Duration
    ) async throws -> DeviceMemoryResult {
        let sections = try await ask(Probe.ask(["init \(request.size)"]), limit: limit)
        let answer = Self.answers(sections).first { $0.operation == "init" }
        if answer == nil, let line = messages.outOfMemory { return Self.outOfMemory(request, line) }
        return result(request, answer, in: sections)
    }

    /// No size was tried, for one reason.
    private mutating func leaveOut(_ reason: String) -> StepResult {
        evidence.deviceMemory = cell.workload.deviceMemory.map {
            DeviceMemoryResult($0, .unsupported, rung: .reserve, cause: reason)
        }
        return .unsupported(reason)
    }

    private static func smallestFailure(_ results: [DeviceMemoryResult]) -> StepResult {
        let bad = results.filter { $0.outcome != .passed }
        guard
            let worst = bad.filter({ $0.outcome != .infrastructure }).min(by: { $0.request < $1.request }) ?? bad.first
        else { return .passed }
        return StepResult(outcome: worst.outcome, cause: worst.cause, errno: worst.errno)
    }
}

// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// Several regions at the same time, as several devices would have them: all have to fit, and gaps left by freed ones
/// have to be usable again.
extension WorkloadRun {
    /// Reserves all regions, then returns them.
    mutating func reserveTogether(
        _ request: DeviceMemoryRequest, within limit: Duration
    ) async throws -> DeviceMemoryResult {
        let claims = Array(repeating: "claim \(request.size)", count: request.count)
        let sections = try await ask(Probe.ask(claims + ["list", "free all"]), limit: limit)
        let answers = Self.answers(sections)
        let claimed = answers.filter { $0.operation == "claim" }
        return refusal(request, claimed, of: request.count, in: sections)
            ?? overlap(request, answers, .reserve)
            ?? leftover(request, answers.last { $0.operation == "free" }, .reserve)
            ?? result(request, claimed.first, in: sections)
    }

    /// Initializes all regions. Then frees every second one, requests as many again for the gaps, and frees the rest
    /// from the end.
    mutating func initializeTogether(
        _ request: DeviceMemoryRequest, within limit: Duration
    ) async throws -> DeviceMemoryResult {
        let all = try await hold(request.count, of: request, within: limit)
        guard all.problem == nil else { return try await giveBack(request, all, within: limit) }
        let pairs = all.ids.enumerated()
        let gone = pairs.filter { !$0.offset.isMultiple(of: 2) }.map(\.element)
        let kept = pairs.filter { $0.offset.isMultiple(of: 2) }.map(\.element)
        let again = try await hold(gone.count, of: request, freeing: gone, within: limit)
        var problem = again.problem
        if let cause = problem?.cause {
            problem?.cause = "in the gaps of \(gone.count) regions that were freed: \(cause)"
        }
        return try await giveBack(
            request, Held(ids: again.ids + kept.reversed(), first: all.first, problem: problem), within: limit)
    }

    /// The regions that the probe holds.
    private struct Held {
        var ids: [UInt64]
        /// The result of the first one.
        var first: DeviceMemoryResult?
        /// The result that shows a problem; nil if there is none.
        var problem: DeviceMemoryResult?
    }

    private mutating func hold(
        _ count: Int, of request: DeviceMemoryRequest, freeing: [UInt64] = [], within limit: Duration
    ) async throws -> Held {
        let requests = freeing.map { "free \($0)" } + Array(repeating: "hold \(request.size)", count: count) + ["list"]
        let sections = try await ask(Probe.ask(requests), limit: limit * count)
        let answers = Self.answers(sections)
        let held = answers.filter { $0.operation == "hold" }
        var problem = refusal(request, held, of: count, in: sections) ?? overlap(request, answers, .`init`)
        // The OOM killer ended the program that made the requests, and with it all later ones.
        if held.count < count, let line = messages.outOfMemory { problem = Self.outOfMemory(request, line) }
        return Held(
            ids: held.filter { $0.errno == nil }.compactMap { $0.number("id") },
            first: held.first.map { result(request, $0, in: sections) }, problem: problem)
    }

    /// Frees the regions in the given order and returns the result of the request.
    private mutating func giveBack(
        _ request: DeviceMemoryRequest, _ held: Held, within limit: Duration
    ) async throws -> DeviceMemoryResult {
        let sections = try await ask(Probe.ask(held.ids.map { "free \($0)" }), limit: limit)
        let last = Self.answers(sections).last { $0.operation == "free" }
        if let problem = held.problem { return problem }
        return leftover(request, last, .`init`) ?? held.first ?? result(request, nil, in: sections)
    }

    /// The first refusal among the answers, with the number of regions held, or that an answer is missing; nil if all
    /// succeeded.
    private func refusal(
        _ request: DeviceMemoryRequest, _ answers: [ProbeAnswer], of count: Int, in sections: Sections
    ) -> DeviceMemoryResult? {
        let results = answers.map { result(request, $0, in: sections) }
        guard let index = results.firstIndex(where: { $0.outcome != .passed }) else {
            return answers.count == count ? nil : result(request, nil, in: sections)
        }
        var first = results[index]
        first.cause = "region \(index + 1) of \(count): " + (first.cause ?? "no")
        return first
    }

    /// The problem if two held regions overlap, or if that cannot be known; else nil.
    private func overlap(
        _ request: DeviceMemoryRequest, _ answers: [ProbeAnswer], _ rung: Rung
    ) -> DeviceMemoryResult? {
        let regions = answers.filter { $0.operation == "region" }
        guard regions.count == request.count else {
            return DeviceMemoryResult(
                request, .infrastructure, rung: rung,
                cause: "the probe lists \(regions.count) regions where there are \(request.count)")
        }
        // Numbers that are no addresses begin at 0, and lie beside each other all the same.
        let starts = regions.compactMap { $0.number("start") }.sorted()
        guard starts.count == regions.count else {
            return DeviceMemoryResult(
                request, .infrastructure, rung: rung,
                cause: "the probe does not say where the regions of \(request) are")
        }
        guard zip(starts, starts.dropFirst()).contains(where: { $1 - $0 < request.size.bytes }) else { return nil }
        let start = self[ProbeMemory.self].needsAddresses ? starts.first.map { Address($0) } : nil
        return DeviceMemoryResult(
            request, .failed, rung: rung, start: start, cause: "two of \(request) overlap")
    }

    /// The problem that is left after the last region was freed; nil if everything is as before the first.
    private func leftover(
        _ request: DeviceMemoryRequest, _ answer: ProbeAnswer?, _ rung: Rung
    ) -> DeviceMemoryResult? {
        guard let answer, answer.errno == nil, let held = answer.number("held") else {
            return DeviceMemoryResult(
                request, .infrastructure, rung: rung, cause: "the probe did not say whether \(request) were freed")
        }
        guard held == 0 else {
            return DeviceMemoryResult(request, .failed, rung: rung, cause: "\(held) of \(request) were not freed")
        }
        switch answer.values["iomem"] {
        case "same": return nil
        case "changed":
            return DeviceMemoryResult(
                request, .failed, rung: rung, cause: "/proc/iomem is not as before after \(request) were freed")
        default:
            return DeviceMemoryResult(
                request, .infrastructure, rung: rung, cause: "the probe does not say what is left of \(request)")
        }
    }
}

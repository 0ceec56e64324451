// SPDX-License-Identifier: Apache-2.0

import StraitModel

extension WorkloadRun {
    /// Rounds before free RAM is compared: the first ones allocate memory that is kept (4 MiB on x86_64), later ones do
    /// not.
    static let reloadWarmUp = 10
    /// The variation of free RAM without a leak, in base pages; at most 50 pages of 4 KiB were measured. The struct
    /// pages of one region take as many.
    static let reloadNoise = 512
    /// The time limit for one round.
    private static let reloadLimit = Duration.seconds(6)

    /// Loads the probe, makes the smallest region that the kernel grants, and unloads the probe, repeatedly. Nothing
    /// may be left behind.
    mutating func reload() async throws -> StepResult {
        let rounds = cell.workload.reloads + Self.reloadWarmUp
        let granted = evidence.deviceMemory.filter { $0.outcome == .passed }.map(\.size).min()
        let command = Probe.reload(rounds, warmUp: Self.reloadWarmUp, size: granted)
        let sections = try await ask(command, limit: Self.reloadLimit * rounds)
        if messages.isFatal { return .passed }
        let answers = ReloadAnswers(sections.lines("reload"))
        let what = "load and unload \(answers.unloads + 1) of \(rounds)"
        if let trouble = answers.trouble { return .failed("\(what): \(trouble)") }
        guard answers.unloads == rounds, answers.free.count == 2 else {
            return .noAnswer("\(what): \(answers.last ?? "no answer")")
        }
        let differences = ProcFiles.differences(before: iomem, after: ProcFiles.iomem(sections["iomem"]))
        guard differences.isEmpty else {
            return .failed("after \(rounds) loads /proc/iomem is not as it was: \(differences.joined(separator: "; "))")
        }
        let lost = answers.free[0] - answers.free[1]
        let noise = Self.reloadNoise * (evidence.guest.pageSizeKiB ?? facts.pageSizeKiB)
        guard lost <= noise else {
            return .failed(
                "\(lost) KiB of RAM are gone after \(cell.workload.reloads) loads and unloads of the probe: a leak")
        }
        return .passed
    }
}

/// The output of `Probe.reload`. The guest is not trusted, so only expected lines count.
struct ReloadAnswers {
    /// Rounds that were completed.
    var unloads = 0
    /// `MemFree` in KiB, in the order of the output.
    var free: [Int] = []
    /// The kernel's first refusal.
    var trouble: String?
    /// The last line.
    var last: String?

    init(_ lines: [String]) {
        for line in lines where !line.isEmpty {
            last = line
            if line.hasPrefix("MemFree:") {
                let words = line.split(separator: " ")
                if words.count == 3, let size = Int(words[1]), (0...Int(Int32.max)).contains(size) { free.append(size) }
            } else if let answer = ProbeAnswer(parsing: line) {
                trouble = trouble ?? Self.trouble(answer)
            } else if line.hasPrefix("strait-load/1"), case .refused(let errno) = ModuleAnswer("load", in: [line]) {
                trouble = trouble ?? "the probe does not load: \(errno)"
            } else if line.hasPrefix("strait-unload/1") {
                switch ModuleAnswer("unload", in: [line]) {
                case .done: unloads += 1
                case .refused(let errno): trouble = trouble ?? "the probe does not unload: \(errno)"
                case .none: break
                }
            }
        }
    }

    private static func trouble(_ answer: ProbeAnswer) -> String? {
        if let errno = answer.errno { return "a region that was granted before is not: \(errno)" }
        if answer.values["iomem"] == "changed" { return "/proc/iomem is not as it was before the region" }
        return answer.fault.map { "the region is not right: \($0)" }
    }
}

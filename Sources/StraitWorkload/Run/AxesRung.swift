// SPDX-License-Identifier: Apache-2.0

import StraitModel

extension WorkloadRun {
    /// Checks that the guest is what was requested, as far as that is known before the probe is loaded.
    mutating func axes() async throws -> StepResult {
        let wantsSymbols = cell.setup.seed != nil
        let sections = try await ask(
            GuestCommands.axes(of: cell.architecture, withSymbols: wantsSymbols), limit: limits.axes)
        take(sections)
        let release = evidence.guest.release
        guard release != nil, !iomem.isEmpty else {
            let answer = sections.lines("version").first ?? "no answer"
            return .noAnswer("the guest does not answer the questions about its machine: \(answer)")
        }
        return compare()
    }

    /// Compares requested and effective values; a difference ends the workload.
    mutating func compare() -> StepResult {
        evidence.mismatches = Axis.all(of: cell.architecture).compactMap { axis in
            cell.requested[axis.name].flatMap { axis.mismatch($0, evidence.guest) }
        }
        guard evidence.mismatches.isEmpty else {
            return StepResult(
                outcome: .invalid, cause: evidence.mismatches.map(\.sentence).joined(separator: "; "))
        }
        return .passed
    }

    /// The requested axes that every such guest shows, but this one does not: nothing contradicts the request, and
    /// nothing proves it.
    var unshown: [String] {
        Axis.all(of: cell.architecture).filter { axis in
            axis.isShown.contains(cell.architecture) && cell.requested[axis.name] != nil
                && axis.effective(evidence.guest) == nil
        }.map(\.name)
    }

    private mutating func take(_ sections: Sections) {
        var guest = evidence.guest
        for question in GuestQuestion.all(of: cell.architecture) {
            guest.answers[question.name] = answer(question, sections)
        }
        guest.kernel = facts
        guest.release = ProcFiles.release(sections["version"])
        guest.layout?.textAddress = ProcFiles.symbol("_text", in: sections["text"])
        let digest = sections.lines("symbols").first?.split(separator: " ").first
        guest.layout?.symbolsSHA256 = digest.flatMap {
            $0.utf8.count == 64 && $0.allSatisfy(\.isHexDigit) ? String($0) : nil
        }
        iomem = ProcFiles.iomem(sections["iomem"])
        guest.ranges = iomem
        evidence.guest = guest
        evidence.files["iomem.txt"] = sections["iomem"]
        evidence.files["guest.txt"] = listing(sections)
    }

    private func answer(_ question: GuestQuestion, _ sections: Sections) -> GuestAnswer {
        switch question.source {
        case .file, .command: GuestAnswer(Bytes.lines(sections[question.name], limit: 4096))
        case .log(let beginning): GuestAnswer(messages.lines.filter { $0.hasPrefix(beginning) })
        }
    }

    /// The texts that the effective values were read from, for a reader to check. `/proc/iomem` has a file of its own.
    private func listing(_ sections: Sections) -> [UInt8] {
        let own = GuestQuestion.all(of: cell.architecture).dropFirst(GuestQuestion.always.count)
        let names =
            GuestQuestion.always.filter { $0 != .iomem }.map(\.name) + ["symbols"]
            + own.filter { !$0.isOfLog }.map(\.name)
        return names.flatMap { name in Array("== \(name)\n".utf8) + sections[name] }
    }
}

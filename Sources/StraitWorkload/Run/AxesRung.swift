// SPDX-License-Identifier: Apache-2.0

import StraitModel

extension WorkloadRun {
    /// The guest is what was requested, as far as it can be told before the probe is loaded.
    mutating func axes() async throws -> StepResult {
        let wantsSymbols = cell.setup.seed != nil
        let sections = try await ask(GuestCommands.axes(withSymbols: wantsSymbols), limit: limits.axes)
        take(sections)
        let release = evidence.guest.release
        guard release != nil, !iomem.isEmpty else {
            return .noAnswer("the guest does not say what it is: \(sections.lines("version").first ?? "no answer")")
        }
        return compare()
    }

    /// Requested against effective; a difference ends the climb, since nothing else would count.
    mutating func compare() -> StepResult {
        evidence.guest.kaslr = Randomization.shown(by: evidence.guest, log: kaslrLine, facts: facts)
        evidence.mismatches = Axis.all.compactMap { axis in
            guard axis.architectures.contains(cell.architecture), let value = cell.requested[axis.name] else {
                return nil
            }
            return axis.mismatch(value, evidence.guest)
        }
        guard evidence.mismatches.isEmpty else {
            return StepResult(outcome: .invalid, cause: evidence.mismatches.joined(separator: "; "))
        }
        return .passed
    }

    /// Axes that were asked for, that every such guest shows, and that this one does not: nothing contradicts what was asked, and
    /// nothing proves it.
    var unshown: [String] {
        Axis.all.filter { axis in
            axis.isShown.contains(cell.architecture) && cell.requested[axis.name] != nil
                && axis.effective(evidence.guest) == nil
        }.map(\.name)
    }

    private mutating func take(_ sections: Sections) {
        var guest = evidence.guest
        ProcFiles.cpuinfo(sections["cpuinfo"], into: &guest)
        guest.release = ProcFiles.release(sections["version"])
        guest.commandLine = sections.lines("cmdline").first.map { String($0.prefix(4096)) }
        guest.memory = ProcFiles.memory("MemTotal", in: sections["meminfo"])
        guest.pageSizeKiB = ProcFiles.pageSize(sections["page"])
        guest.layout?.textAddress = ProcFiles.symbol("_text", in: sections["text"])
        let digest = sections.lines("symbols").first?.split(separator: " ").first
        guest.layout?.symbolsSHA256 = digest.flatMap {
            $0.utf8.count == 64 && $0.allSatisfy(\.isHexDigit) ? String($0) : nil
        }
        iomem = ProcFiles.iomem(sections["iomem"])
        ProcFiles.machine(iomem, into: &guest)
        evidence.guest = guest
        kaslrLine = messages.lines.first { $0.hasPrefix("KASLR ") }
        evidence.files["iomem.txt"] = sections["iomem"]
        evidence.files["guest.txt"] = Self.listing(sections)
    }

    /// What the effective values were read from, to be checked by a reader.
    private static func listing(_ sections: Sections) -> [UInt8] {
        ["version", "cmdline", "cpuinfo", "meminfo", "page", "text", "symbols"].flatMap { name in
            Array("== \(name)\n".utf8) + sections[name]
        }
    }
}

/// Whether a kernel randomized its layout, told by the layout itself.
enum Randomization {
    private static let x86Text: UInt64 = 0xffff_ffff_8100_0000
    private static let x86DirectMaps: Set<UInt64> = [0xffff_8880_0000_0000, 0xff11_0000_0000_0000]
    /// KIMAGE_VADDR of arm64 (48 bits) from 6.5 on, and of the versions before.
    private static let armTexts: Set<UInt64> = [0xffff_8000_8000_0000, 0xffff_8000_0800_0000, 0xffff_8000_1000_0000]

    /// Nil where the guest shows too little of it.
    static func shown(by guest: GuestEvidence, log line: String?, facts: KernelFacts) -> Bool? {
        guard facts.kaslr else { return guest.architecture == .ppc64le ? nil : false }
        let text = guest.layout?.textAddress?.value
        switch guest.architecture {
        case .ppc64le: return nil
        case .aarch64:
            // The kernel says it itself; an address alone can be the usual one by chance.
            if let line { return line.hasPrefix("KASLR enabled") }
            return text.map { !armTexts.contains($0) }
        case .x86_64:
            guard let text else { return nil }
            if text != x86Text { return true }
            // One layout in some 500 has the usual text address; the direct map is random on its own.
            if let map = guest.layout?.directMap?.value { return !x86DirectMaps.contains(map) }
            let words = guest.commandLine?.split(separator: " ") ?? []
            return words.contains("nokaslr") ? false : nil
        }
    }
}

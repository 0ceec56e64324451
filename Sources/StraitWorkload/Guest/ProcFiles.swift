// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// Pure parsing of what `/proc` shows.
public enum ProcFiles {
    static let mostRanges = 4096

    /// `uname -r` of `/proc/version`, which every kernel with a /proc has: "Linux version RELEASE (…".
    static func release(_ bytes: [UInt8]) -> String? {
        let words = (Bytes.lines(bytes).first ?? "").split(separator: " ", maxSplits: 3)
        return words.count > 2 && words[0] == "Linux" && words[1] == "version" ? String(words[2].prefix(128)) : nil
    }

    /// `/proc/iomem`: the tree of the physical address space. Lines that are none of its lines are left out.
    public static func iomem(_ bytes: [UInt8]) -> [MemoryRange] {
        Bytes.lines(bytes, limit: mostRanges).compactMap { line in
            let indent = line.prefix { $0 == " " }.count
            let words = line.split(separator: " ", maxSplits: 2)
            guard words.count == 3, words[1] == ":", case let addresses = words[0].split(separator: "-"),
                addresses.count == 2, let start = Address(hex: addresses[0]), let end = Address(hex: addresses[1]),
                start <= end
            else { return nil }
            return MemoryRange(depth: indent / 2, start: start, end: end, name: String(words[2].prefix(128)))
        }
    }

    /// `/proc/iomem` into what it says of the axes. Where a kernel without PCI shows nothing of the bridge, that is no answer.
    static func machine(_ iomem: [MemoryRange], into guest: inout GuestEvidence) {
        let high = iomem.filter { $0.start.value >= 1 << 32 }
        switch guest.architecture {
        case .x86_64:
            let window = high.first { $0.depth == 0 && $0.name == "PCI Bus 0000:00" }
            guest.pciHole64 = window.map { Mebibytes(Int(($0.end.value - $0.start.value + 1) >> 20)) }
        case .aarch64:
            // The bridge's own registers are below 4 GiB only where everything is.
            if !high.isEmpty {
                guest.highmem = true
            } else if iomem.contains(where: { $0.name == "PCI ECAM" }) {
                guest.highmem = false
            }
        case .ppc64le: break
        }
    }

    /// `key : value` lines of `/proc/cpuinfo` and `/proc/meminfo`: the first value of each key, keys in lower case.
    static func fields(_ bytes: [UInt8]) -> [String: String] {
        var fields: [String: String] = [:]
        for line in Bytes.lines(bytes, limit: 2000) {
            let pair = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2 else { continue }
            let key = KTAPLine.trimmed(pair[0]).lowercased()
            if fields[key] == nil { fields[key] = String(KTAPLine.trimmed(pair[1]).prefix(256)) }
        }
        return fields
    }

    /// The words of the first `flags : …` line of `/proc/cpuinfo`, which is longer than a value of ``fields(_:)``; nil where there are
    /// none.
    static func flags(_ bytes: [UInt8]) -> Set<Substring>? {
        for line in Bytes.lines(bytes, limit: 2000) where line.hasPrefix("flags") {
            let pair = line.split(separator: ":", maxSplits: 1)
            guard pair.count == 2, KTAPLine.trimmed(pair[0]) == "flags" else { continue }
            let words = pair[1].split(separator: " ")
            return words.isEmpty ? nil : Set(words)
        }
        return nil
    }

    /// `/proc/cpuinfo` into what it says of the axes.
    static func cpuinfo(_ bytes: [UInt8], into guest: inout GuestEvidence) {
        let fields = fields(bytes)
        switch guest.architecture {
        case .x86_64:
            guest.cpu = fields["model name"]
            // "40 bits physical, 48 bits virtual"
            let words = (fields["address sizes"] ?? "").split(separator: " ")
            for (index, word) in words.enumerated() where index >= 2 && words[index - 1] == "bits" {
                let bits = Int(words[index - 2]).flatMap { (1...64).contains($0) ? $0 : nil }
                if word.hasPrefix("physical") { guest.physBits = bits }
            }
            // A kernel that does not use five levels strikes the feature out (arch/x86/kernel/cpu/common.c); the virtual width
            // of "address sizes" is the CPU's, whatever the kernel does with it.
            guest.pagingLevels = flags(bytes).map { $0.contains("la57") ? 5 : 4 }
        case .aarch64:
            guard let implementer = fields["cpu implementer"], let part = fields["cpu part"] else { return }
            guest.cpu = "\(implementer)/\(part)"
        case .ppc64le:
            guest.cpu = fields["cpu"]
            guest.mmu = fields["mmu"].map { $0.lowercased() }
        }
    }

    /// `MemTotal`, `MemAvailable`, …: `2014548 kB` as MiB.
    public static func memory(_ key: String, in meminfo: [UInt8]) -> Mebibytes? {
        let words = (fields(meminfo)[key.lowercased()] ?? "").split(separator: " ")
        guard words.count == 2, words[1] == "kB", let count = Int(words[0]), count >= 0 else { return nil }
        return Mebibytes(count / 1024)
    }

    /// The KiB that a page can have: a guest may claim any number, and not every number can be reckoned with.
    static let pageSizes = 1...(1 << 20)

    /// `KernelPageSize:  4 kB` of `/proc/self/smaps` as KiB.
    static func pageSize(_ bytes: [UInt8]) -> Int? {
        let words = (fields(bytes)["kernelpagesize"] ?? "").split(separator: " ")
        guard words.count == 2, words[1] == "kB", let size = Int(words[0]), pageSizes.contains(size) else { return nil }
        return size
    }

    /// The address of `symbol` in lines of `/proc/kallsyms`; nil also where the kernel hides it (all zeros).
    static func symbol(_ symbol: String, in kallsyms: [UInt8]) -> Address? {
        for line in Bytes.lines(kallsyms, limit: 100) {
            let words = line.split(separator: " ")
            guard words.count >= 3, words[2] == symbol, let address = Address(hex: words[0]) else { continue }
            return address.value == 0 ? nil : address
        }
        return nil
    }

    /// What differs between two states of `/proc/iomem`: what is gone, what was left behind. Empty: names and ranges are equal.
    public static func differences(before: [MemoryRange], after: [MemoryRange]) -> [String] {
        guard before != after else { return [] }
        func text(_ range: MemoryRange) -> String { "\(range.start)-\(range.end) \(range.name)" }
        let (old, new) = (Set(before.map(text)), Set(after.map(text)))
        let gone = before.map(text).filter { !new.contains($0) }.prefix(4).map { "gone: \($0)" }
        let left = after.map(text).filter { !old.contains($0) }.prefix(4).map { "left behind: \($0)" }
        return gone.isEmpty && left.isEmpty ? ["the same ranges in another order or depth"] : gone + left
    }
}

// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// Parses files of `/proc`. Pure.
public enum ProcFiles {
    static let mostRanges = 4096

    /// `uname -r` of `/proc/version`, which every kernel with a /proc has: "Linux version RELEASE (…".
    static func release(_ bytes: [UInt8]) -> String? {
        let words = (Bytes.lines(bytes).first ?? "").split(separator: " ", maxSplits: 3)
        return words.count > 2 && words[0] == "Linux" && words[1] == "version" ? String(words[2].prefix(128)) : nil
    }

    /// Parses `/proc/iomem`, the tree of the physical address space. Unknown lines are ignored.
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

    /// `MemTotal`, `MemAvailable`, …: `2014548 kB` as MiB.
    public static func memory(_ key: String, in meminfo: [UInt8]) -> Mebibytes? {
        GuestAnswer(Bytes.lines(meminfo, limit: 2000)).kibibytes(of: key).map { Mebibytes($0 / 1024) }
    }

    /// The address of `symbol` in lines of `/proc/kallsyms`; nil also if the kernel hides it (all zeros).
    static func symbol(_ symbol: String, in kallsyms: [UInt8]) -> Address? {
        for line in Bytes.lines(kallsyms, limit: 100) {
            let words = line.split(separator: " ")
            guard words.count >= 3, words[2] == symbol, let address = Address(hex: words[0]) else { continue }
            return address.value == 0 ? nil : address
        }
        return nil
    }

    /// The differences between two states of `/proc/iomem`: removed and added ranges. Empty if they are equal.
    public static func differences(before: [MemoryRange], after: [MemoryRange]) -> [String] {
        guard before != after else { return [] }
        func text(_ range: MemoryRange) -> String { "\(range.start)-\(range.end) \(range.name)" }
        let (old, new) = (Set(before.map(text)), Set(after.map(text)))
        let gone = before.map(text).filter { !new.contains($0) }.prefix(4).map { "gone: \($0)" }
        let left = after.map(text).filter { !old.contains($0) }.prefix(4).map { "left behind: \($0)" }
        return gone.isEmpty && left.isEmpty ? ["the same ranges in another order or depth"] : gone + left
    }
}

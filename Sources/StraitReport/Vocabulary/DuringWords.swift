// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

extension CellQuestion {
    /// The question inside a sentence.
    var word: String { noun }

    /// The same as the head of a column.
    var column: String { self == .initialization ? "init" : self == .tests ? "tests" : "log" }
}

extension CellAnswers.State {
    /// The answer in a column of plain text.
    var short: String {
        switch self {
        case .good, .bad, .lost: self == .lost ? "lost" : rawValue
        case .unknown: "?"
        case .absent: "-"
        }
    }

    /// The answer as one sign.
    var sign: String {
        switch self {
        case .good: "✓"
        case .bad: "✗"
        case .lost: "∅"
        case .unknown: "?"
        case .absent: "–"
        }
    }

    /// What the sign means.
    var meaning: String { self == .lost ? "guest lost before" : rawValue }
}

extension KernelReport {
    /// `a WARNING`, `an Oops`: a kernel report of its kind.
    var noun: String {
        switch kind {
        case .panic: "a panic"
        case .oops: "an Oops"
        case .bug: "a BUG"
        case .warning: "a WARNING"
        case .kasan: "a KASAN report"
        case .ubsan: "a UBSAN report"
        case .memory: "a report of bad memory"
        case .lockdep: "a lockdep report"
        case .stall: "a stall"
        case .leak: "a leak"
        case .reboot: "a reboot"
        }
    }
}

/// The tests and sizes that were being tried when the kernel reported something.
enum DuringWords {
    /// All of them in a few words: a single one by its name, several by what their names share: `hmm.…migrate_anon_huge_…`. Nil if
    /// there is none.
    static func short(_ names: [String]) -> String? {
        guard let first = names.first else { return nil }
        let names = names.map { Clean.line($0, limit: 100) }
        if names.count <= 3, names.reduce(0, { $0 + $1.count }) <= 50 || names.count == 1 { return Words.list(names) }
        let parts = names.map { $0.split(separator: ".", omittingEmptySubsequences: false) }
        let common = parts.dropFirst().reduce(String(parts[0].last ?? "")) { $0.commonPrefix(with: $1.last ?? "") }
        guard common.count >= 4, parts.allSatisfy({ $0.count > 1 && $0.first == parts[0].first }) else {
            return "\(Clean.line(first, limit: 100)) and \(names.count - 1) more"
        }
        return "\(parts[0][0]).…\(common)…"
    }

    /// The first few by their names, and how many more there are.
    static func list(_ names: [String], most: Int) -> String {
        let shown = names.prefix(most).map { Clean.line($0, limit: 100) }
        let more = names.count - shown.count
        return more > 0 ? shown.joined(separator: ", ") + " and \(Words.grouped(more)) more" : Words.list(shown)
    }
}

extension String {
    fileprivate func commonPrefix(with other: Substring) -> String {
        String(zip(self, other).prefix { $0 == $1 }.map(\.0))
    }
}

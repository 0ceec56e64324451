// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

/// What is said of the lines that ran.
enum CoverageWords {
    /// `Of 412 changed lines that can run, 371 did on x86_64, 340 of 398 on ppc64le.`
    static func sentence(_ lines: KernelLines) -> String {
        guard lines.hasChanges else { return "No patch changes this kernel: it has no changed lines." }
        guard lines.counts else {
            return "Nothing counts: no patch touches a C file that can be built with counters, and none is named."
        }
        guard !lines.architectures.isEmpty else { return "No guest told which of the changed lines ran." }
        let count = lines.canRun
        guard count > 0 else { return "No changed line can run, as far as the objects that count show." }
        let parts = lines.totals().enumerated().map { index, total in
            let of = total.canRun == count ? "" : " of \(Words.grouped(total.canRun))"
            return "\(Words.grouped(total.ran))\(of)\(index == 0 ? " did" : "") on \(total.architecture.rawValue)"
        }
        return "Of \(Words.count(count, "changed line")) that can run, \(parts.joined(separator: ", "))."
    }

    /// `mm/rmap.c:2214-2219 (try_to_migrate)`.
    static func place(_ range: KernelLines.Range) -> String {
        let last = range.lines.count > 1 ? "-\(range.lines.upperBound)" : ""
        let function = range.function.map { " (\(Clean.line($0, limit: 80)))" } ?? ""
        return "\(Clean.line(range.path, limit: 200)):\(range.lines.lowerBound)\(last)\(function)"
    }

    /// The files of which nothing is known on some architectures, a sentence each.
    static func unseen(_ lines: KernelLines) -> [String] {
        lines.files.flatMap { file in
            let reasons = Set(file.unseen.values).sorted()
            return reasons.map { reason in
                let where_ = file.unseen.filter { $0.value == reason }.keys.sorted()
                let isAll = Set(lines.architectures + lines.silent).isSubset(of: where_)
                let places = isAll ? "" : " on \(Words.list(where_.map(\.rawValue)))"
                return "\(Clean.line(file.path, limit: 200))\(places): \(Clean.line(reason, limit: 300))"
            }
        } + lines.silent.map { "\($0.rawValue): no guest told what it counted" }
    }

    /// `boot 12, probe 240, hmm-tests 353`: how many changed lines each suite ran.
    static func suites(_ lines: KernelLines) -> String {
        lines.suites.map { "\(Clean.line($0.name, limit: 60)) \(Words.grouped($0.lines))" }.joined(separator: ", ")
    }

    /// `mm/rmap.c:2700-2703 (rmap_walk), in the base from 2680, on x86_64`.
    static func lost(_ range: LostLines.Range, of lines: LostLines) -> String {
        let isAll = range.architectures == lines.architectures
        let places = isAll ? "" : ", on \(Words.list(range.architectures.map(\.rawValue)))"
        let moved = range.baseLine == range.range.lines.lowerBound ? "" : ", in the base from line \(range.baseLine)"
        return place(range.range) + moved + places
    }

    /// Why a file cannot be compared with the base.
    static func incomparable(_ path: String, _ reason: LostLines.Reason) -> String {
        let path = Clean.line(path, limit: 200)
        return switch reason {
        case .notCounted: "\(path): the base did not count its lines; name it in coverage: of the base"
        case .otherVersion: "\(path): the base has another version of it than the one that the patches are made for"
        }
    }

    /// `Of 3 functions, 2 were called on x86_64, 1 on ppc64le.`
    static func sentence(_ calls: KernelCalls) -> String {
        guard !calls.architectures.isEmpty else { return "No guest told which of the functions were called." }
        let parts = calls.architectures.enumerated().map { index, architecture in
            let called = calls.functions.count {
                if case .called(let count) = $0.marks[architecture] { count > 0 } else { false }
            }
            let verb = index > 0 ? "" : called == 1 ? " was called" : " were called"
            return "\(called)\(verb) on \(architecture.rawValue)"
        }
        return "Of \(Words.count(calls.functions.count, "function")), \(parts.joined(separator: ", "))."
    }

    /// `memremap_pages: 12 times on x86_64, never on ppc64le`, and what cannot be seen of it.
    static func marks(_ function: KernelCalls.Function) -> String {
        let parts = function.marks.sorted { $0.key < $1.key }.map { architecture, mark in
            switch mark {
            case .called(0): "never on \(architecture.rawValue)"
            case .called(1): "once on \(architecture.rawValue)"
            case .called(let count): "\(count) times on \(architecture.rawValue)"
            case .unseen(let reason): "not seen on \(architecture.rawValue) (\(Clean.line(reason, limit: 200)))"
            }
        }
        let name = Clean.line(function.name, limit: 128)
        return "\(name): \(parts.isEmpty ? "not seen" : parts.joined(separator: ", "))"
    }

    /// What a mail says, a line each: the numbers, and the largest parts that never ran.
    static func mail(_ lines: KernelLines) -> [String] {
        guard lines.hasChanges, !lines.architectures.isEmpty, lines.canRun > 0 else { return [] }
        let never = lines.never.enumerated().sorted { ($1.element.count, $0.offset) < ($0.element.count, $1.offset) }
            .map(\.element)
        guard let first = never.first else { return [sentence(lines)] }
        let second = never.count > 1 ? ", \(place(never[1]))" : ""
        let more = never.count > 2 ? " and \(never.count - 2) more" : ""
        return [sentence(lines).dropLast() + "; never:", "  \(place(first))\(second)\(more)"]
    }
}

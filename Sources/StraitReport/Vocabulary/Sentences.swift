// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

extension Control {
    /// How the control has to end: `fail at reserve (ERANGE)`.
    var demand: String {
        switch self {
        case .mustFail: "fail at reserve (ERANGE)"
        case .mustPass: "pass"
        case .mustPanic: "crash with a kernel panic"
        case .mustDie: "end as trouble of the infrastructure, at the first attempt"
        }
    }
}

extension Objection {
    /// Why the run cannot be trusted.
    public var sentence: String {
        switch self {
        case .control(let control, let cell, nil, _):
            return "the control \(cell) has to \(control.demand), and has no result"
        case .control(let control, let cell, let answer?, let cause):
            return "the control \(cell) has to \(control.demand), and came to \(answer.description)"
                + (cause.map { ": \($0)" } ?? "")
        case .replay(let group):
            let examples = group.layouts.prefix(2).compactMap(\.first).joined(separator: " and ")
            return "seed \(group.seed) of \(group.name) does not replay: \(group.boots) boots show "
                + "\(group.layouts.count) layouts, as in \(examples)"
        }
    }
}

extension Comparison.Distrust {
    /// Why the comparison cannot be trusted, and which side is meant.
    var sentence: String { (owner.map { "\($0.rawValue): " } ?? "") + objection.sentence }
}

extension ReplayGroup {
    /// `seed 7 of x86_64,stock: 20 boots, one layout; 4.3 s a boot with its proof, 4.1 s without a seed`.
    public var sentence: String {
        let found = isBroken ? "\(layouts.count) layouts, so it does not replay" : "one layout"
        return "seed \(seed) of \(name): \(boots) boots, \(found); \(Words.tenths(seconds)) s a boot with its proof"
            + (secondsWithout.map { ", \(Words.tenths($0)) s without a seed" } ?? "")
    }
}

extension SearchResult.State {
    /// How the search ended, if there is no boundary.
    var word: String {
        switch self {
        case .boundary: "found"
        case .noChange: "no change"
        case .inconclusive: "inconclusive"
        case .unfinished: "not found yet"
        }
    }
}

extension SearchResult {
    /// `physBits of x86_64,stock: 35 failed at reserve (ERANGE), 36 passed; 6 of 21 values booted`.
    public var sentence: String {
        let sides = [below, above].compactMap { side in
            side.map { "\(Search.text($0.value, of: axis)) \($0.answer.description)" }
        }.joined(separator: ", ")
        let found =
            switch state {
            case .boundary: sides
            case .noChange, .inconclusive: state.word + (sides.isEmpty ? "" : ": \(sides)")
            case .unfinished: state.word
            }
        return "\(axis) of \(name): \(found); \(booted) of \(values) values booted"
            + notes.map { "; \($0)" }.joined()
    }
}

extension Surprise {
    /// One line, safe on a terminal whatever a guest printed or a configuration contains.
    public var sentence: String {
        var line = "\(verdict.rawValue): \(cell): \(answer.description)"
        if let expectation { line += ", expected \(expectation.description)" }
        if let note = expectation?.note { line += ": \(note)" }
        if let link = expectation?.link { line += " <\(link)>" }
        return Clean.line(line)
    }
}

extension GuestSpeed {
    /// `x86_64 guests are emulated (TCG) and ready after 4.9 s, 1.1 times the reference's time; KVM: …`.
    public var sentence: String {
        let way = acceleration == .kvm ? "run on the processor itself (KVM)" : "are emulated (TCG)"
        let time = bootSeconds.map {
            " and ready after \(Words.tenths($0)) s, \(Words.tenths(slowness)) times the reference's time"
        }
        return "\(architecture.rawValue) guests \(way)\(time ?? "")" + (reason.map { "; \($0)" } ?? "")
    }
}

extension SelftestResult.Status {
    /// The result of a test for readers.
    var word: String {
        switch self {
        case .pass: "passed"
        case .fail: "failed"
        case .skip: "skipped"
        case .xfail: "failed as expected"
        case .timeout: "timed out"
        case .error: "gave no result"
        }
    }
}

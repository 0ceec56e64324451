// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// A verdict without its evidence.
struct Decision: Equatable {
    var outcome: Outcome
    var rung: Rung
    var cause: String?
    var errno: Errno?

    init(_ outcome: Outcome, _ rung: Rung, _ cause: String?, errno: Errno? = nil) {
        self.outcome = outcome
        self.rung = rung
        self.cause = cause
        self.errno = errno
    }
}

extension JudgementInput {
    /// Takes the first rule that holds. Their order gives the outcomes their meaning:
    /// 1. The guest is not the requested one, so it says nothing about the kernel: invalid.
    /// 2. There is a kernel report, whatever was answered after it: crashed.
    /// 3. The cell was interrupted: hung, crashed, unsupported or infrastructure.
    /// 4. The kernel refused a request: failed.
    /// 5. A request has no answer: infrastructure.
    /// 6. A step was skipped: unsupported.
    /// 7. A step was never reached: infrastructure.
    /// 8. The guest ended by itself after its last answer: crashed or infrastructure.
    /// 9. Otherwise every request was answered: passed.
    func decide(_ reports: [KernelReport]) -> Decision {
        if let reason = cell.unsupported { return Decision(.unsupported, .host, reason) }
        return mismatch ?? kernelReport(reports) ?? interrupted ?? failure ?? missingAnswer ?? leftOut ?? unfinished
            ?? endedByItself ?? Decision(.passed, .log, nil)
    }

    private var mismatch: Decision? {
        mismatches.isEmpty
            ? nil : Decision(.invalid, .axes, mismatches.map(\.sentence).joined(separator: "; "))
    }

    /// The differences between the guest and the request, including the kernel.
    var mismatches: [AxisMismatch] {
        guard let evidence else { return [] }
        guard let asked = kernel.release, let shown = evidence.guest.release, asked != shown else {
            return evidence.mismatches
        }
        return evidence.mismatches + [
            AxisMismatch(
                axis: "kernel", requested: .text(asked), shown: .text(shown),
                sentence: "requested kernel \(asked), the guest runs \(shown)")
        ]
    }

    private func kernelReport(_ reports: [KernelReport]) -> Decision? {
        // The worst report is the cause. The earliest one is named too, because later ones may be its consequence.
        if let worst = reports.first {
            let rung = worst.rung ?? .boot
            let first = reports.firstInTime.flatMap { $0.fingerprint == worst.fingerprint ? nil : $0.title }
            let cause = worst.title + (first.map { "; first in the log: \($0)" } ?? "")
            return Decision(.crashed, rung, cause, errno: evidence?.record(of: rung)?.errno)
        }
        guard end == .panicked else { return nil }
        return Decision(.crashed, here, "the guest panicked, and its console does not say why" + lastWords)
    }

    /// The rung that the cell had reached when it ended early.
    private var here: Rung { interruption?.rung ?? evidence?.ladder.last?.rung ?? .boot }

    private var lastWords: String { lastLine.map { "; the console's last line: \($0)" } ?? "; the console is empty" }

    /// The cell ended early without a report.
    private var interrupted: Decision? {
        guard let stopped = interruption else { return nil }
        let (rung, error) = (stopped.rung, stopped.error)
        if error.kind == .unsupported { return Decision(.unsupported, rung, error.description) }
        if case .emulatorDied(let reason) = end {
            return Decision(.infrastructure, rung, "QEMU died by itself: \(reason)")
        }
        if error.kind == .deadline, rung > .qemu { return Decision(.hung, rung, sentence(error) + lastWords) }
        if end == .guestStopped, let guestFailure {
            return Decision(.infrastructure, rung, "strait's program in the guest gave up: \(guestFailure)")
        }
        if error.kind == .guestGone, end == .guestStopped {
            return Decision(.crashed, rung, "the guest ended by itself, without a report" + lastWords)
        }
        return Decision(.infrastructure, rung, hang == nil ? error.description : sentence(error) + lastWords)
    }

    private func sentence(_ error: StraitError) -> String {
        guard let hang else { return error.description }
        let task = hang == .stuck ? evidence?.stuck.map { ": \($0)" } : nil
        return "\(hang.words)\(task ?? "") (\(error.description))"
    }

    /// How a guest that missed a deadline, or lost its channel before, was diagnosed.
    var hang: Hang? {
        guard let stopped = interruption, stopped.rung > .qemu, end == .normal else { return nil }
        switch stopped.error.kind {
        case .guestGone: return .lostSSH
        case .deadline:
            if evidence?.stuck != nil { return .stuck }
            if evidence?.answersLate == true { return .slow }
            return switch console {
            case nil: nil
            case .silent: .silence
            case .echoes: .lostSSH
            // A guest with console output is still booting; after the boot its connection is lost.
            case .speaks: stopped.rung == .boot ? .slow : .lostSSH
            }
        default: return nil
        }
    }

    /// The kernel refused: the smallest refused size comes first, then the ladder from below.
    private var failure: Decision? {
        guard let evidence else { return nil }
        let size = evidence.deviceMemory.filter { $0.outcome == .failed }.min { $0.request < $1.request }
            .map { Decision(.failed, $0.rung, $0.cause, errno: $0.errno) }
        let first = size ?? record(.failed)
        // Something left behind is the finding, even if refusing the memory was expected.
        let outranks = { (record: RungRecord) in ladder[record.rung]?.outranksFailures == true }
        guard var last = record(.failed, where: outranks) else { return first ?? record(.hung) }
        if let first, first.rung != last.rung {
            last.cause = "\(last.cause ?? last.rung.rawValue); before that: \(first.cause ?? first.rung.rawValue)"
        }
        return last
    }

    /// A request has no answer although nothing interrupted the cell.
    private var missingAnswer: Decision? {
        guard evidence != nil else { return Decision(.infrastructure, .host, "the cell was never booted") }
        return record(.infrastructure)
    }

    /// A step was skipped because it made no sense or something was missing. If the image may lack that part, the rest
    /// counts.
    private var leftOut: Decision? {
        record(.unsupported) { ladder[$0.rung]?.isSpared(by: facts) != true }
    }

    /// A step is missing, so the cell has not passed.
    private var unfinished: Decision? {
        let reached = Set(evidence?.ladder.map(\.rung) ?? [])
        if let missing = ladder.steps.map(\.rung).first(where: { !reached.contains($0) }) {
            return Decision(.infrastructure, missing, "the workload ended before \(missing.rawValue)")
        }
        let open = evidence?.deviceMemory.first { $0.outcome != .passed }
        return open.map { Decision($0.outcome, $0.rung, $0.cause, errno: $0.errno) }
    }

    /// Every request was answered, but then the guest ended by itself. A kernel that reboots on its own has not passed.
    private var endedByItself: Decision? {
        switch end {
        case .normal, .panicked: nil
        case .guestStopped:
            Decision(.crashed, .log, "the guest ended by itself after its last answer, without a report" + lastWords)
        case .emulatorDied(let reason): Decision(.infrastructure, .log, "QEMU died by itself: \(reason)")
        }
    }

    private func record(_ outcome: Outcome, where counts: (RungRecord) -> Bool = { _ in true }) -> Decision? {
        evidence?.ladder.first { $0.outcome == outcome && counts($0) }
            .map { Decision(outcome, $0.rung, $0.cause, errno: $0.errno) }
    }
}

extension Hang {
    /// The outcome for a sentence.
    fileprivate var words: String {
        switch self {
        case .silence: "the guest is silent"
        case .lostSSH: "the guest runs, but its SSH channel is dead"
        case .stuck: "the guest runs, but a task is stuck in its kernel"
        case .slow: "the guest still runs: it is slow, as emulation can be"
        }
    }
}

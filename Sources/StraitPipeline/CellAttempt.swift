// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitGuest
import StraitModel
import StraitWorkload

/// The state of one attempt at a cell, from which the verdict follows.
struct CellAttempt: Sendable {
    /// The end of an attempt: the result and its files.
    struct Outcome: Sendable {
        var result: CellResult
        var files: [String: [UInt8]]
    }

    let cell: Cell
    let image: GuestImage
    var phases = Phases()
    var files: [String: [UInt8]] = [:]
    /// The evidence of the workload; nil before it begins.
    var evidence: WorkloadEvidence?
    private var lower: [RungRecord] = [RungRecord(.host, .passed, seconds: 0)]
    private var rung = Rung.host
    private var earlier: Interruption?
    private var domainEnd = DomainEnd.normal
    private var reports: [KernelReport] = []
    private var tests: [UInt8] = []
    private var tail: [UInt8] = []
    private var lastLine: String?
    private var console: ConsoleState?
    private var guestFailure: String?
    private var notes: [String] = []

    init(cell: Cell, image: GuestImage) {
        self.cell = cell
        self.image = image
    }

    /// Performs one of the first rungs and measures its time.
    mutating func timed<Value>(
        _ rung: Rung, _ phase: WritableKeyPath<Phases, Double>, _ body: () async throws -> Value
    ) async throws -> Value {
        self.rung = rung
        let start = GuestClock.now
        defer { phases[keyPath: phase] = (GuestClock.now - start) / .seconds(1) }
        let value = try await body()
        lower.append(RungRecord(rung, .passed, seconds: (GuestClock.now - start) / .seconds(1)))
        return value
    }

    /// Stores the error that ended the cell at its current rung; only the first one counts.
    mutating func interrupt(_ error: any Error) {
        let known =
            error as? StraitError
            ?? StraitError(.infrastructure, "the cell was interrupted", cause: String(describing: error))
        earlier = earlier ?? Interruption(rung, known)
    }

    /// Stores what the console still did after a deadline.
    mutating func take(_ state: ConsoleState?) { console = state }

    /// Whether the guest or its connection was lost.
    var lostGuest: Bool { stop?.kind == .guestGone }
    /// Whether the attempt ended at a deadline.
    var isLate: Bool { stop?.kind == .deadline }

    private var stop: StraitError? { (earlier ?? evidence?.interruption)?.error }

    /// Stores the console's reports.
    mutating func hear(_ console: ConsoleRecorder) {
        let findings = console.findings
        reports = findings.reports
        tests = findings.tests
        tail = findings.tail
        lastLine = findings.lastLine
        guestFailure = findings.guestFailure
        if let trouble = findings.trouble { notes.append(trouble) }
    }

    /// Stores how the guest ended, if it ended by itself.
    mutating func ended(_ end: GuestEnd?, lastWords: String?) {
        domainEnd =
            switch end {
            case nil: .normal
            case .crashed: .panicked
            case .shutdown: .guestStopped
            case .died, .destroyed: .emulatorDied(lastWords ?? "it gave no reason")
            }
    }

    mutating func note(_ text: String) { notes.append(text) }

    /// The verdict, with all measurements.
    func judged() -> Outcome {
        let kernel = KernelIdentity(image)
        let file = JudgementInput(
            cell: cell, kernel: kernel, facts: image.facts, evidence: evidence, consoleReports: reports,
            consoleTests: tests, lastLine: lastLine, console: console, earlier: earlier, end: domainEnd,
            guestFailure: guestFailure)
        var result = file.judge()
        result.ladder = lower + result.ladder
        if let earlier {
            result.ladder.append(
                RungRecord(earlier.rung, result.outcome, seconds: seconds(of: earlier.rung), cause: result.cause))
        }
        result.phases = phases
        result.seed = cell.setup.seed
        result.notes += notes
        var files = files.merging(evidence?.files ?? [:]) { $1 }
        // Lines that are only on the console belong to the kernel's log too.
        if result.isGuestLost, let rest = ConsoleRest(of: tail, after: files["dmesg.log"] ?? []) {
            files["dmesg.log", default: []] += rest.bytes
        }
        return Outcome(result: result, files: files)
    }

    private func seconds(of rung: Rung) -> Double {
        switch rung {
        case .qemu: phases.define
        case .boot: phases.boot
        case .login: phases.login
        default: 0
        }
    }
}

extension KernelIdentity {
    /// Makes the identity of an image's kernel.
    init(_ image: GuestImage) {
        self.init(
            name: image.kernel, source: image.source.description, release: image.release, version: image.version,
            sha256: image.kernelSHA256)
    }
}

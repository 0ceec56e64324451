// SPDX-License-Identifier: Apache-2.0

import StraitModel
import Testing

@testable import StraitWorkload

@Suite struct JudgementTests {
    static let panic = KernelReport(
        kind: .panic, title: "Kernel panic - not syncing: x", rung: nil, lines: [], fingerprint: "panic-1")
    static let warning = KernelReport(
        kind: .warning, title: "WARNING: mm/a.c:1 at f", rung: .`init`, lines: [], fingerprint: "warning-1")

    private func evidence(_ change: (inout WorkloadEvidence) -> Void = { _ in }) -> WorkloadEvidence {
        var evidence = WorkloadEvidence(architecture: .x86_64)
        evidence.guest.release = "7.3.4"
        evidence.guest.answers["cpuinfo"] = GuestAnswer(["address sizes : 40 bits physical, 48 bits virtual"])
        evidence.ladder = standardRungs.map { RungRecord($0, .passed, seconds: 1) }
        evidence.deviceMemory = [256, 16384].map { DeviceMemoryResult(Mebibytes($0), .passed, rung: .`init`) }
        change(&evidence)
        return evidence
    }

    private func file(_ evidence: WorkloadEvidence?, _ change: (inout JudgementInput) -> Void = { _ in })
        -> JudgementInput
    {
        var file = JudgementInput(
            cell: cell(), kernel: KernelIdentity(name: "stock", source: "debian:x", release: "7.3.4"),
            facts: goodFacts, evidence: evidence)
        change(&file)
        return file
    }

    private func stopped(_ rung: Rung, _ kind: StraitError.Kind) -> WorkloadEvidence {
        evidence {
            $0.interruption = Interruption(rung, StraitError(kind, "no answer"))
            $0.ladder = $0.ladder.filter { $0.rung < rung } + [RungRecord(rung, .infrastructure, seconds: 1)]
        }
    }

    /// `outcome rung: cause errno`.
    private func verdict(_ file: JudgementInput) -> String {
        let result = file.judge()
        let end = result.errno.map { " \($0)" } ?? ""
        return "\(result.outcome.rawValue) \(result.rung.rawValue): \(result.cause ?? "-")\(end)"
    }

    @Test func everyRungAndNothingReported() {
        let result = file(evidence()).judge()
        #expect(verdict(file(evidence())) == "passed log: -")
        #expect(result.effective["physBits"] == .integer(40))
        #expect(result.ladder.count == 7)
        #expect(result.id == cell().id)
    }

    /// What every rung has to be there for: without it there is no pass.
    @Test(arguments: standardRungs) func aMissingRungIsNoPass(_ rung: Rung) {
        let partial = evidence { $0.ladder.removeAll { $0.rung == rung } }
        #expect(verdict(file(partial)) == "infrastructure \(rung.rawValue): the workload ended before \(rung.rawValue)")
        var without = file(partial)
        without.cell = cell(suites: [])
        #expect(without.judge().outcome == (rung == .selftests ? .passed : .infrastructure))
    }

    @Test(
        arguments: standardRungs,
        Outcome.allCases.filter { $0 != .passed && $0 != .invalid && $0 != .crashed })
    func noRungIsPassedOver(_ rung: Rung, _ outcome: Outcome) {
        let bad = evidence { evidence in
            evidence.ladder = evidence.ladder.map {
                $0.rung == rung ? RungRecord(rung, outcome, seconds: 1, cause: "why", errno: Errno("EX")) : $0
            }
        }
        #expect(verdict(file(bad)) == "\(outcome.rawValue) \(rung.rawValue): why EX")
    }

    @Test func theSmallestSizeThatFailed() {
        let failed = evidence {
            $0.deviceMemory = [
                DeviceMemoryResult(Mebibytes(32768), .failed, rung: .reserve, errno: .erange, cause: "large"),
                DeviceMemoryResult(Mebibytes(16384), .failed, rung: .`init`, errno: .enomem, cause: "small"),
            ]
            $0.ladder[4] = RungRecord(.selftests, .failed, seconds: 1, cause: "later")
        }
        #expect(verdict(file(failed)) == "failed init: small ENOMEM")
    }

    @Test func aReportBeatsAFailure() {
        let bad = evidence {
            $0.reports = [Self.warning]
            $0.deviceMemory[0].outcome = .failed
        }
        #expect(verdict(file(bad)) == "crashed init: WARNING: mm/a.c:1 at f")
    }

    @Test func notTheGuestAskedForBeatsAll() {
        let other = evidence {
            $0.mismatches = [
                AxisMismatch(
                    axis: "physBits", requested: .integer(46), shown: .integer(40),
                    sentence: "requested physBits 46, the guest shows 40")
            ]
            $0.reports = [Self.panic]
        }
        #expect(verdict(file(other)) == "invalid axes: requested physBits 46, the guest shows 40")
        let kernel = file(evidence()) { $0.kernel.release = "7.2" }
        #expect(verdict(kernel) == "invalid axes: requested kernel 7.2, the guest runs 7.3.4")
    }

    /// The three that must not be confused: SSH lost with a panic, with QEMU, and alone.
    @Test func aGuestThatIsGone() {
        let gone = stopped(.`init`, .guestGone)
        #expect(
            verdict(file(gone) { $0.consoleReports = [Self.panic] })
                == "crashed init: Kernel panic - not syncing: x")
        #expect(
            verdict(file(gone) { $0.end = .emulatorDied("signal 9") })
                == "infrastructure init: QEMU died by itself: signal 9")
        #expect(
            verdict(file(gone))
                == "infrastructure init: the guest runs, but its SSH channel is dead (no answer); the console is empty"
        )
        #expect(
            verdict(file(gone) { ($0.end, $0.lastLine) = (.guestStopped, "bye") })
                == "crashed init: the guest ended by itself, without a report; the console's last line: bye")
        #expect(
            verdict(file(gone) { ($0.end, $0.guestFailure) = (.guestStopped, "no channel") })
                == "infrastructure init: strait's program in the guest gave up: no channel")
        #expect(
            verdict(file(gone) { $0.end = .panicked })
                == "crashed init: the guest panicked, and its console does not say why; the console is empty")
        #expect(
            file(gone) {
                $0.consoleReports = [Self.panic]
                $0.end = .emulatorDied("signal 9")
            }.judge().outcome == .crashed)
    }

    /// A guest that stands still, one that only lost its channel and one that is slow are three things.
    @Test func howAHangIsFound() {
        func hang(_ rung: Rung, _ console: ConsoleState?, answers: Bool = false) -> (Hang?, String?) {
            var evidence = stopped(rung, .deadline)
            evidence.answersLate = answers
            let result = file(rung > .login ? evidence : nil) {
                $0.console = console
                $0.lastLine = "x"
                if rung <= .login { $0.earlier = Interruption(rung, StraitError(.deadline, "no answer")) }
            }.judge()
            #expect(result.outcome == .hung && result.rung == rung)
            return (result.hang, result.cause)
        }
        #expect(
            hang(.boot, .silent)
                == (.silence, "the guest is silent (no answer); the console's last line: x"))
        #expect(hang(.boot, .speaks).0 == .slow)
        #expect(hang(.boot, .echoes).0 == .lostSSH)
        #expect(hang(.login, .speaks).0 == .lostSSH)
        #expect(hang(.selftests, .echoes).0 == .lostSSH)
        #expect(hang(.reserve, .speaks).0 == .lostSSH)
        #expect(hang(.selftests, .silent).0 == .silence)
        #expect(
            hang(.selftests, .silent, answers: true)
                == (
                    .slow,
                    "the guest still runs: it is slow, as emulation can be (no answer); the console's last line: x"
                ))
        #expect(hang(.`init`, nil).0 == nil)
        var waiting = stopped(.`init`, .deadline)
        waiting.answersLate = true
        waiting.stuck = "strait-guest in f < g"
        let stuck = file(waiting) { $0.lastLine = "x" }.judge()
        #expect(stuck.outcome == .hung && stuck.hang == .stuck)
        #expect(
            stuck.cause
                == "the guest runs, but a task is stuck in its kernel: strait-guest in f < g (no answer); the console's last line: x"
        )
        // Lost is not late; and who is gone has not lost anything.
        #expect(file(stopped(.`init`, .guestGone)).judge().hang == .lostSSH)
        #expect(file(stopped(.`init`, .guestGone)) { $0.end = .guestStopped }.judge().hang == nil)
        #expect(file(stopped(.reserve, .infrastructure)).judge().hang == nil)
        // The harness's own limit.
        let late = evidence { $0.ladder[4] = RungRecord(.selftests, .hung, seconds: 1, cause: "the time limit") }
        #expect(file(late).judge().hang == .slow)
    }

    @Test func silenceIsAHangWithTheLastLine() {
        #expect(
            verdict(file(stopped(.selftests, .deadline)) { $0.lastLine = "hmm: x" })
                == "hung selftests: no answer; the console's last line: hmm: x")
        #expect(verdict(file(stopped(.reserve, .infrastructure))) == "infrastructure reserve: no answer")
    }

    @Test func beforeTheWorkload() {
        func early(_ rung: Rung, _ kind: StraitError.Kind) -> JudgementInput {
            file(nil) { $0.earlier = Interruption(rung, StraitError(kind, "it")) }
        }
        #expect(verdict(early(.boot, .deadline)) == "hung boot: it; the console is empty")
        #expect(verdict(early(.qemu, .deadline)) == "infrastructure qemu: it")
        #expect(verdict(early(.qemu, .unsupported)) == "unsupported qemu: it")
        #expect(verdict(early(.host, .infrastructure)) == "infrastructure host: it")
        var panicked = early(.boot, .guestGone)
        panicked.consoleReports = [Self.panic]
        #expect(verdict(panicked) == "crashed boot: Kernel panic - not syncing: x")
        #expect(verdict(file(nil)) == "infrastructure host: the cell was never booted")
        var impossible = file(nil)
        impossible.cell.unsupported = "no KASLR there"
        #expect(verdict(impossible) == "unsupported host: no KASLR there")
    }

    @Test func reportsAreToldOnceAndInOrder() {
        var console = Self.warning
        console.rung = nil
        console.fingerprint = "another"
        var boot = Self.warning
        (boot.rung, boot.title, boot.fingerprint) = (.boot, "WARNING: early", "warning-0")
        let result = file(evidence { $0.reports = [Self.warning] }) { $0.consoleReports = [boot, console] }.judge()
        #expect(result.reports.map(\.title) == ["WARNING: early", "WARNING: mm/a.c:1 at f"])
        #expect(result.rung == .boot)
    }

    @Test func theSizeThatWasBeingInitializedSharesTheFate() {
        var gone = stopped(.`init`, .guestGone)
        gone.inProgress = DeviceMemoryRequest(Mebibytes(16384))
        let result = file(gone) { $0.consoleReports = [Self.panic] }.judge()
        #expect(result.deviceMemory.map(\.outcome) == [.passed, .crashed])
        #expect(result.ladder.last?.outcome == .crashed)
    }

    /// What decided the cell on an earlier rung is not what became of the rung where it ended.
    @Test func anEarlierReportIsNotTheLastRungs() {
        var gone = stopped(.unload, .guestGone)
        gone.reports = [Self.warning]
        let result = file(gone).judge()
        #expect(result.outcome == .crashed && result.rung == .`init`)
        #expect(result.ladder.last == RungRecord(.unload, .infrastructure, seconds: 1))
    }

    /// "Where `hmm-tests` cannot be built for a kernel, the cell says so and the probe's verdict stands."
    @Test func withoutSelftestsTheProbeDecides() {
        let partial = evidence { $0.ladder[4] = RungRecord(.selftests, .unsupported, seconds: 0, cause: "no sources") }
        var file = file(partial)
        #expect(file.judge().outcome == .unsupported)
        file.facts.contents = .devicePrivateMemory(without: "hmm-tests: no sources")
        #expect(file.judge().outcome == .passed)
        #expect(file.judge().notes == ["without hmm-tests: hmm-tests: no sources; the probe's verdict stands"])
    }
}

// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitStore
import Synchronization
import Testing

@testable import StraitPipeline

/// One attempt at a cell, with trouble at every rung, and without QEMU.
@Suite struct CellRunnerTests {
    private let run: FakeRun

    init() throws { run = try FakeRun() }

    private struct Attempted {
        let result: CellResult
        let files: [String: [UInt8]]
        let launcher: FakeLauncher
        let login: FakeLogin
        var guest: FakeGuest? { launcher.guests.last }
    }

    private static let limits = CellLimits(
        consoleGap: 0, echo: .milliseconds(100), panicGrace: .milliseconds(50), endGrace: .milliseconds(50),
        disk: .seconds(5))

    private func attempt(
        _ behaviour: Behaviour, _ cell: Cell = FakeRun.cell(), visit: GuestVisit? = nil
    ) async throws -> Attempted {
        let launcher = FakeLauncher(behaviour)
        let login = FakeLogin(launcher)
        let runner = CellRunner(
            launcher: launcher, login: login, files: try await run.files(), directory: try run.directory([cell]),
            deadlines: DeadlineScale([], patience: 1), progress: { _ in }, visit: visit, limits: Self.limits)
        let outcome = try await runner.attempt(cell, image: run.image, place: 3, number: 1)
        return Attempted(result: outcome.result, files: outcome.files, launcher: launcher, login: login)
    }

    @Test func aGuestThatDoesNotStartIsTroubleOfTheInfrastructure() async throws {
        let trouble = StraitError(.infrastructure, "QEMU does not start", cause: "no such machine")
        let attempted = try await attempt(Behaviour(launch: .fails(trouble)))
        #expect(attempted.result.outcome == .infrastructure && attempted.result.rung == .qemu)
        #expect(attempted.result.cause?.contains("no such machine") == true)
        #expect(attempted.launcher.plans.first?.name.hasSuffix("-3-1") == true)
        #expect(attempted.guest == nil)
    }

    @Test func aMachineThatCannotBeIsUnsupported() async throws {
        let attempted = try await attempt(
            Behaviour(launch: .fails(StraitError(.unsupported, "libvirt knows no such CPU"))))
        #expect(attempted.result.outcome == .unsupported)
    }

    /// A guest that hangs, at each rung, and what its console still does.
    @Test(arguments: [
        (Behaviour(channel: .late), Rung.boot), (Behaviour(login: .late), .login),
        (Behaviour(firstCommand: .late), .login), (Behaviour(workload: .late), .axes),
    ])
    func aGuestThatHangsIsEndedAndTold(_ behaviour: Behaviour, _ rung: Rung) async throws {
        for echoes in [true, false] {
            var behaviour = behaviour
            behaviour.echoes = echoes
            let attempted = try await attempt(behaviour)
            #expect(attempted.result.outcome == .hung, "\(attempted.result.cause ?? "")")
            #expect(attempted.result.rung == rung)
            #expect(attempted.guest?.count(of: "destroy") == 1 && attempted.guest?.count(of: "check") == 1)
            #expect(attempted.login.sessions.allSatisfy { $0.closed == 1 })
            #expect(attempted.files["domain.xml"] == Array("<domain/>".utf8))
            #expect(attempted.files["qemu.args"] == Array("qemu-system-x86_64 -S\n".utf8))
        }
    }

    /// The connection is lost first; QEMU's own words are the cause.
    @Test(arguments: [
        (Behaviour(channel: .gone), Rung.boot), (Behaviour(login: .gone), .login), (Behaviour(workload: .gone), .axes),
    ])
    func aQEMUThatDiesIsTroubleOfTheInfrastructure(_ behaviour: Behaviour, _ rung: Rung) async throws {
        var behaviour = behaviour
        (behaviour.end, behaviour.lastWords) = (.died, "out of memory")
        let attempted = try await attempt(behaviour)
        #expect(attempted.result.outcome == .infrastructure && attempted.result.rung == rung)
        #expect(attempted.result.cause?.contains("out of memory") == true, "\(attempted.result.cause ?? "")")
        #expect(attempted.guest?.count(of: "destroy") == 1)
    }

    @Test func aSessionThatIsRefusedIsNoVerdictOnTheKernel() async throws {
        let refusal = StraitError(.infrastructure, "the guest does not accept the run's SSH key")
        let attempted = try await attempt(Behaviour(login: .fails(refusal)))
        #expect(attempted.result.outcome == .infrastructure && attempted.result.rung == .login)
        #expect(attempted.result.ladder.map(\.rung) == [.host, .qemu, .boot, .login])
    }

    @Test(.timeLimit(.minutes(1))) func aPanicEndsAGuestThatDoesNotReboot() async throws {
        let attempted = try await attempt(
            Behaviour(channel: .waits, console: "[    1.0] Kernel panic - not syncing: VFS: no root\n"))
        #expect(attempted.result.outcome == .crashed, "\(attempted.result.cause ?? "")")
        #expect(attempted.result.reports.map(\.kind) == [.panic])
        // By who watches for a panic, and in any case at the end.
        #expect(attempted.guest?.count(of: "destroy") == 2)
    }

    @Test func aGuestThatMayStillRunIsNoted() async throws {
        let stuck = StraitError(.infrastructure, "libvirt did not answer")
        let attempted = try await attempt(Behaviour(channel: .late, destroy: .fails(stuck)))
        #expect(attempted.result.outcome == .hung)
        #expect(attempted.result.notes == ["the guest may still be running: libvirt did not answer"])
    }

    @Test func theControlThatHasToDieIsKilled() async throws {
        let attempted = try await attempt(
            Behaviour(workload: .gone, end: .destroyed), FakeRun.cell(control: .mustDie))
        #expect(attempted.guest?.count(of: "kill") == 1)
        #expect(attempted.result.outcome == .infrastructure)
        #expect(try await attempt(Behaviour()).guest?.count(of: "kill") == 0)
    }

    @Test func whatAVisitorDoesAfterwardsChangesNoVerdict() async throws {
        let status = Mutex<Int?>(nil)
        let command = GuestVisit.command("uname -a", at: .after) { _ in
        } errors: { _ in
        } ended: { code in
            status.withLock { $0 = code }
        }
        let visited = try await attempt(Behaviour(), visit: command)
        #expect(status.withLock { $0 } == 7 && visited.login.sessions.first?.commands.last == "uname -a")
        let broken = GuestVisit { moment, _ in
            if moment == .after { throw StraitError(.guestGone, "the visitor switched it off") }
        }
        let attempted = try await attempt(Behaviour(end: .shutdown), visit: broken)
        #expect(attempted.result.outcome == .hung)
        #expect(
            attempted.result.notes.contains {
                $0 == "the visit after the workload failed: the visitor switched it off"
            })
    }

    @Test func aVisitorWhoFailsBeforehandEndsTheAttempt() async throws {
        let broken = GuestVisit { _, _ in throw StraitError(.infrastructure, "no terminal") }
        let attempted = try await attempt(Behaviour(), visit: broken)
        #expect(attempted.result.outcome == .infrastructure && attempted.login.sessions.first?.closed == 1)
    }

    /// ctrl-C in every phase: the attempt comes to its end, and so does the guest.
    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            Behaviour(launch: .waits), Behaviour(resume: .waits), Behaviour(channel: .waits), Behaviour(login: .waits),
            Behaviour(firstCommand: .waits), Behaviour(workload: .waits),
        ])
    func whoIsInterruptedLeavesNoGuest(_ behaviour: Behaviour) async throws {
        let cell = FakeRun.cell()
        let launcher = FakeLauncher(behaviour)
        let login = FakeLogin(launcher)
        let runner = CellRunner(
            launcher: launcher, login: login, files: try await run.files(), directory: try run.directory([cell]),
            deadlines: DeadlineScale([], patience: 1), progress: { _ in }, limits: Self.limits)
        let image = run.image
        let task = Task { try await runner.attempt(cell, image: image, place: 0, number: 0) }
        try await Task.sleep(for: .milliseconds(100))
        task.cancel()
        _ = try await task.value
        #expect(launcher.guests.allSatisfy { $0.count(of: "destroy") == 1 })
        #expect(login.sessions.allSatisfy { $0.closed == 1 })
    }

    @Test func aCellWithoutAnImageEndsTheRun() async throws {
        let runner = CellRunner(
            launcher: FakeLauncher(Behaviour()), login: FakeLogin(FakeLauncher(Behaviour())),
            files: try await run.files(), directory: try run.directory([FakeRun.cell()]),
            deadlines: DeadlineScale([], patience: 1), progress: { _ in })
        await #expect(throws: StraitError.self) {
            try await runner.attempt(
                FakeRun.cell(), image: Samples.image("other", .x86_64), place: 0, number: 0)
        }
    }
}

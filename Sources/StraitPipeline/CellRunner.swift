// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitGuest
import StraitModel
import StraitStore
import StraitSystem
import StraitWorkload

/// Performs one attempt at a cell: starts its guest, runs the ladder, ends the guest and judges. Every wait has a
/// deadline.
struct CellRunner: CellExecutor {
    let launcher: any GuestLauncher
    let login: any GuestLogin
    let files: BootFiles
    let directory: RunDirectory
    /// How guests run, and how much longer deadlines are.
    let deadlines: DeadlineScale
    let progress: @Sendable (RunEvent) -> Void
    /// What the user does in the guest besides the workload.
    var visit: GuestVisit?
    /// The socket on which QEMU waits for a debugger.
    var debugSocket: String?
    /// Makes lines of what a kernel counted; nil where nobody wants them.
    var coverage: CoverageKeeper?
    /// The functions whose calls are counted, by the names of the kernels.
    var functions: [String: [String]] = [:]
    var limits = CellLimits()

    func attempt(_ cell: Cell, image: GuestImage, place: Int, number: Int) async throws -> CellAttempt.Outcome {
        guard let initramfs = files.initramfs(of: image) else {
            // Without an error the cell would be missing, and the run would look complete.
            throw StraitError(.infrastructure, "nothing was prepared for the cell \(cell.id) to boot")
        }
        // Each attempt has its own name, because the domain of the previous one may still exist.
        let plan = DomainPlan(
            name: "strait-\(files.label)-\(place)-\(number)", setup: cell.setup, kernelPath: files.kernel(of: image),
            initramfsPath: initramfs, acceleration: deadlines.acceleration(of: cell), debugSocket: debugSocket)
        Log.cell.info("\(plan.name): begins \(cell.id)")
        let outcome = await run(cell, image, plan)
        let cause = outcome.result.cause.map { ": \($0)" } ?? ""
        Log.cell.info("\(plan.name): \(outcome.result.outcome.rawValue) at \(outcome.result.rung.rawValue)\(cause)")
        return outcome
    }

    private func run(_ cell: Cell, _ image: GuestImage, _ plan: DomainPlan) async -> CellAttempt.Outcome {
        var attempt = CellAttempt(cell: cell, image: image)
        do {
            let path = try directory.cellDirectory(cell.id, emptied: true) + "/console.log"
            let panic = AsyncStream.makeStream(of: Void.self)
            defer { panic.continuation.finish() }
            let console = try ConsoleRecorder(path: path) { panic.continuation.yield() }
            progress(.rungReached(cell: cell.id, rung: .qemu))
            let guest = try await attempt.timed(.qemu, \.define) {
                try await launcher.launch(plan, console: console.take)
            }
            attempt.files["domain.xml"] = Array(guest.xml.utf8)
            let watch = watch(guest, panic.stream)
            async let arguments = guest.qemuArguments()
            await ask(guest, console, plan.name, &attempt)
            attempt.files["qemu.args"] = Array(((await arguments ?? "") + "\n").utf8)
            if attempt.isLate { attempt.take(await state(of: console, of: guest, cell)) }
            watch.cancel()
            await end(guest, console, &attempt)
            await coverage?.keep(&attempt)
        } catch {
            attempt.interrupt(error)
        }
        return attempt.judged()
    }

    /// Ends a guest whose kernel has panicked but does not reboot, so that nothing waits for it.
    private func watch(_ guest: any RunningGuest, _ panics: AsyncStream<Void>) -> Task<Void, Never> {
        Task {
            for await _ in panics {
                guard await guest.waitForEnd(limit: limits.panicGrace) == nil else { return }
                // destroy() is called again at the end of the attempt, and its error is reported then.
                try? await guest.destroy()
            }
        }
    }

    /// From the first instruction to the last rung. Errors are stored in `attempt`, so that the guest is always ended.
    private func ask(
        _ guest: any RunningGuest, _ console: ConsoleRecorder, _ name: String, _ attempt: inout CellAttempt
    ) async {
        do {
            let cell = attempt.cell
            let early = deadlines.scale(cell)
            enter(.boot, console, cell)
            let socket = try await attempt.timed(.boot, \.boot) {
                async let channel = guest.openChannel(limit: limits.boot * early)
                if debugSocket == nil { try await guest.resume() }
                return try await channel
            }
            // The guest's own boot is the best measure of its speed now.
            let scale = deadlines.scale(cell, boot: attempt.phases.define + attempt.phases.boot)
            enter(.login, console, cell)
            let session: any GuestSession = try await attempt.timed(.login, \.login) {
                try await self.session(over: socket, name, limits.login * scale)
            }
            do {
                try await work(in: guest, session, console, scale, &attempt)
                await session.close()
            } catch {
                await session.close()
                throw error
            }
        } catch {
            attempt.interrupt(error)
        }
    }

    /// A session in which a command has run. If none can run, the session is closed, because its wait would continue.
    private func session(over socket: Int32, _ name: String, _ limit: Duration) async throws -> any GuestSession {
        let session = try await login.session(over: socket, name: name, limit: limit)
        do {
            _ = try await session.run("true", limit: limit)
            return session
        } catch {
            await session.close()
            throw error
        }
    }

    private func work(
        in guest: any RunningGuest, _ session: any GuestSession, _ console: ConsoleRecorder, _ scale: Double,
        _ attempt: inout CellAttempt
    ) async throws {
        let cell = attempt.cell
        let start = GuestClock.now
        if cell.control?.losesQEMU == true { try await guest.kill() }
        try await visit?.perform(.before, session)
        let workload = GuestWorkload(
            cell: cell, facts: attempt.image.facts, scale: scale,
            counted: coverage == nil ? [] : attempt.image.coverage?.sources ?? [],
            probed: functions[cell.kernel] ?? [])
        let shell = ImpatientShell(
            shell: session, fatal: { console.fatal }, grace: limits.panicGrace * max(scale, 1))
        attempt.evidence = await workload.run(shell) { rung in enter(rung, console, cell) }
        attempt.phases.workload = (GuestClock.now - start) / .seconds(1)
        do {
            try await visit?.perform(.after, session)
        } catch {
            // The kernel has already answered everything, so the visit cannot change the result.
            attempt.note("the visit after the workload failed: \(error)")
        }
    }

    /// What the console of a guest that does not answer still does; nil if nothing can be typed there.
    private func state(
        of console: ConsoleRecorder, of guest: any RunningGuest, _ cell: Cell
    ) async -> ConsoleState? {
        let scale = deadlines.scale(cell)
        if console.silence < limits.consoleGap * scale { return .speaks }
        let start = GuestClock.now
        guard (try? await guest.checkConsole()) != nil else { return nil }
        return await console.isHeard(after: start, limit: limits.echo * max(scale, 1)) ? .echoes : .silent
    }

    /// Ends the guest in any state, and stores how it ended.
    private func end(
        _ guest: any RunningGuest, _ console: ConsoleRecorder, _ attempt: inout CellAttempt
    ) async {
        let start = GuestClock.now
        // The connection ends before libvirt reports the end of the guest and its reason.
        var own = attempt.lostGuest ? await guest.waitForEnd(limit: limits.endGrace) : guest.end
        // The user may power off the guest during a visit.
        if visit != nil, !attempt.lostGuest { own = nil }
        attempt.ended(own, lastWords: guest.lastWords)
        do {
            try await guest.destroy()
        } catch {
            attempt.note("the guest may still be running: \(error)")
        }
        await console.settle(limit: limits.disk)
        attempt.phases.teardown = (GuestClock.now - start) / .seconds(1)
        attempt.hear(console)
    }

    private func enter(_ rung: Rung, _ console: ConsoleRecorder, _ cell: Cell) {
        console.enter(rung)
        progress(.rungReached(cell: cell.id, rung: rung))
    }
}

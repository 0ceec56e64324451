// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitGuest
import StraitModel
import StraitSSH
import StraitStore
import StraitWorkload

/// Runs one cell once: starts its guest, climbs the ladder, ends the guest, judges. Every wait in it has a deadline.
struct CellRunner: Sendable {
    let host: GuestHost
    let directory: RunDirectory
    let key: SSHKeyPair
    /// The public host key that every guest of this run has.
    let hostKey: String
    /// How processors are run, and how far deadlines are stretched.
    let pace: DeadlineScale
    let progress: @Sendable (RunEvent) -> Void
    /// What somebody does in the guest besides.
    let visit: GuestVisit?
    /// Where a debugger is waited for, which then lets the guest run.
    let debugSocket: String?

    /// Deadlines of the rungs below the workload's, about ten times what they take under emulation on an idle host.
    private static let bootLimit = Duration.seconds(120)
    private static let loginLimit = Duration.seconds(30)
    /// After so many seconds without a byte a console is asked for an echo: while it boots, a kernel prints some lines a second.
    private static let consoleGap = 10.0
    /// How long an echo of the console may take, about a hundred times what it takes under emulation on an idle host.
    private static let echoLimit = Duration.seconds(5)
    /// How long a kernel that has panicked may go on: it reboots at once (`panic=-1`), and its last lines are still to come.
    private static let panicGrace = Duration.seconds(5)
    /// How long libvirt may take to tell that a guest has ended, once it is gone.
    private static let endGrace = Duration.seconds(10)

    /// What one attempt came to: the result and the files that belong to it.
    struct Attempt: Sendable {
        var result: CellResult
        var files: [String: [UInt8]]
    }

    func run(_ cell: Cell, image: GuestImage, initramfs: String, name: String) async -> Attempt {
        var climb = CellAttempt(cell: cell, image: image)
        do {
            let path = try directory.cellDirectory(cell.id, emptied: true) + "/console.log"
            let panic = AsyncStream.makeStream(of: Void.self)
            let console = try ConsoleRecorder(path: path) { panic.continuation.yield() }
            let plan = DomainPlan(
                name: name, setup: cell.setup, kernelPath: image.kernelPath, initramfsPath: initramfs,
                acceleration: pace.acceleration(of: cell), debugSocket: debugSocket)
            progress(.climbing(cell: cell.id, rung: .qemu))
            let guest = try await climb.timed(.qemu, \.define) { try await host.start(plan, console: console.take) }
            climb.files["domain.xml"] = Array(guest.xml.utf8)
            // A panicked kernel that does not reboot must not keep anyone waiting.
            let watch = Task {
                for await _ in panic.stream {
                    guard await guest.waitForEnd(limit: Self.panicGrace) == nil else { return }
                    // destroy() is called again, and asked for its error, when the climb is over.
                    try? await guest.destroy()
                }
            }
            async let arguments = guest.qemuArguments()
            await self.climb(guest, console, &climb)
            climb.files["qemu.args"] = Array(((await arguments ?? "") + "\n").utf8)
            if climb.isLate { climb.take(await state(of: console, of: guest, climb)) }
            watch.cancel()
            panic.continuation.finish()
            await end(guest, console, &climb)
        } catch {
            climb.interrupt(error)
        }
        return climb.judged()
    }

    /// From the first instruction to the last rung. What goes wrong is kept in `climb`, so that the guest is ended in any case.
    private func climb(_ guest: Guest, _ console: ConsoleRecorder, _ climb: inout CellAttempt) async {
        do {
            let cell = climb.cell
            let early = pace.scale(cell)
            enter(.boot, console, cell)
            let socket = try await climb.timed(.boot, \.boot) {
                async let channel = guest.openChannel(limit: Self.bootLimit * early)
                if debugSocket == nil { try await guest.resume() }
                return try await channel
            }
            // Its own boot says best how fast this guest is now.
            let scale = pace.scale(cell, boot: climb.phases.define + climb.phases.boot)
            enter(.login, console, cell)
            let session = try await climb.timed(.login, \.login) {
                let session = try await SSHSession.connect(
                    descriptor: socket, hostKey: hostKey, key: key, limit: Self.loginLimit * scale)
                _ = try await session.run("true", limit: Self.loginLimit * scale)
                return session
            }
            let start = GuestClock.now
            if cell.control == .mustDie { try await guest.kill() }
            try await visit?.perform(.before, session)
            let workload = GuestWorkload(cell: cell, facts: climb.image.facts, scale: scale)
            climb.evidence = await workload.climb(session) { rung in enter(rung, console, cell) }
            climb.phases.workload = (GuestClock.now - start) / .seconds(1)
            do {
                try await visit?.perform(.after, session)
            } catch {
                // The kernel has given all of its answers: what a visitor does then changes none of them.
                climb.note("what was to be done after the workload was not: \(error)")
            }
            await session.close()
        } catch {
            climb.interrupt(error)
        }
    }

    /// What the console of a guest that does not answer still does. Nil where libvirt does not even let anybody type there.
    private func state(of console: ConsoleRecorder, of guest: Guest, _ climb: CellAttempt) async -> ConsoleState? {
        let scale = pace.scale(climb.cell)
        if console.silence < Self.consoleGap * scale { return .speaks }
        let start = GuestClock.now
        guard (try? await guest.checkConsole()) != nil else { return nil }
        return await console.isHeard(after: start, limit: Self.echoLimit * max(scale, 1)) ? .echoes : .silent
    }

    /// Ends the guest, whatever state it is in, and hears how it ended.
    private func end(_ guest: Guest, _ console: ConsoleRecorder, _ climb: inout CellAttempt) async {
        let start = GuestClock.now
        // The connection is lost before libvirt tells that the guest has ended, and why.
        var own = climb.lostGuest ? await guest.waitForEnd(limit: Self.endGrace) : guest.end
        // A visitor may switch the guest off.
        if visit != nil, !climb.lostGuest { own = nil }
        climb.ended(own, lastWords: guest.lastWords)
        do {
            try await guest.destroy()
        } catch {
            climb.note("the guest may still be running: \(error)")
        }
        climb.phases.teardown = (GuestClock.now - start) / .seconds(1)
        climb.hear(console)
    }

    private func enter(_ rung: Rung, _ console: ConsoleRecorder, _ cell: Cell) {
        console.enter(rung)
        progress(.climbing(cell: cell.id, rung: rung))
    }
}

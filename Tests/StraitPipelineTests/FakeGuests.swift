// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitGuest
import StraitModel
import StraitSSH
import StraitStore
import Synchronization

@testable import StraitPipeline

/// What a step does instead of what it should: fails at once, or waits until its task is cancelled or the guest is ended.
enum Trouble: Sendable {
    case none
    case fails(StraitError)
    case waits

    static let late = Trouble.fails(StraitError(.deadline, "no answer before the deadline"))
    static let gone = Trouble.fails(StraitError(.guestGone, "the connection to the guest ended"))
}

/// Where a fake guest makes trouble, and how it ends.
struct Behaviour: Sendable {
    var launch = Trouble.none
    var resume = Trouble.none
    var channel = Trouble.none
    var login = Trouble.none
    var firstCommand = Trouble.none
    var workload = Trouble.late
    var destroy = Trouble.none
    /// What its console says when it runs.
    var console = ""
    /// How it ended by itself, and its QEMU's last words.
    var end: GuestEnd?
    var lastWords: String?
    /// Whether its console echoes what is typed there.
    var echoes = false
}

/// A guest without QEMU: does as it is told and keeps what was done to it.
final class FakeGuest: RunningGuest {
    private struct State {
        var done: [String] = []
        var isDestroyed = false
    }

    let plan: DomainPlan
    let behaviour: Behaviour
    private let console: @Sendable ([UInt8]) -> Void
    private let state = Mutex(State())

    init(_ plan: DomainPlan, _ behaviour: Behaviour, console: @escaping @Sendable ([UInt8]) -> Void) {
        self.plan = plan
        self.behaviour = behaviour
        self.console = console
    }

    var done: [String] { state.withLock { $0.done } }
    func count(of what: String) -> Int { done.count { $0 == what } }
    private func note(_ what: String) { state.withLock { $0.done.append(what) } }

    var xml: String { "<domain/>" }
    var lastWords: String? { behaviour.lastWords }
    var end: GuestEnd? { behaviour.end }
    func qemuArguments() async -> String? { "qemu-system-x86_64 -S" }

    func resume() async throws {
        note("resume")
        try await step(behaviour.resume)
        if !behaviour.console.isEmpty { console(Array(behaviour.console.utf8)) }
    }

    func openChannel(limit: Duration) async throws -> Int32 {
        note("channel")
        try await step(behaviour.channel)
        return -1
    }

    func checkConsole() async throws {
        note("check")
        if behaviour.echoes { console([0x0d, 0x0a]) }
    }

    func waitForEnd(limit: Duration) async -> GuestEnd? {
        if let end = behaviour.end { return end }
        try? await Task.sleep(for: min(limit, .milliseconds(50)))
        return nil
    }

    func kill() async throws { note("kill") }

    func destroy() async throws {
        state.withLock { state in
            state.done.append("destroy")
            state.isDestroyed = true
        }
        if case .fails(let error) = behaviour.destroy { throw error }
    }

    func step(_ trouble: Trouble) async throws {
        switch trouble {
        case .none: break
        case .fails(let error): throw error
        case .waits:
            while !state.withLock({ $0.isDestroyed }) { try await Task.sleep(for: .milliseconds(5)) }
            throw StraitError(.guestGone, "the guest ended")
        }
    }
}

/// Starts fake guests; what each does is told beforehand, the last one's for all that follow.
final class FakeLauncher: GuestLauncher {
    let versions = ["qemu": "0", "libvirt": "0"]
    private let behaviours: [Behaviour]
    private let started = Mutex<[FakeGuest]>([])
    private let asked = Mutex<[DomainPlan]>([])

    init(_ behaviours: Behaviour...) { self.behaviours = behaviours }

    var guests: [FakeGuest] { started.withLock { $0 } }
    var plans: [DomainPlan] { asked.withLock { $0 } }

    func launch(
        _ plan: DomainPlan, console: @escaping @Sendable ([UInt8]) -> Void
    ) async throws -> any RunningGuest {
        let number = asked.withLock { asked in
            asked.append(plan)
            return asked.count - 1
        }
        let behaviour = behaviours[min(number, behaviours.count - 1)]
        let guest = FakeGuest(plan, behaviour, console: console)
        try await guest.step(behaviour.launch)
        started.withLock { $0.append(guest) }
        return guest
    }
}

/// A session with the last guest of a launcher.
final class FakeSession: GuestSession {
    private let guest: FakeGuest
    private let state = Mutex((commands: [String](), closed: 0))

    init(_ guest: FakeGuest) { self.guest = guest }

    var commands: [String] { state.withLock { $0.commands } }
    var closed: Int { state.withLock { $0.closed } }

    func run(_ command: String, limit: Duration) async throws -> CommandResult {
        state.withLock { $0.commands.append(command) }
        try await guest.step(command == "true" ? guest.behaviour.firstCommand : guest.behaviour.workload)
        return CommandResult(output: [], errors: [], status: 0)
    }

    func stream(
        _ command: String, limit: Duration, onOutput: @escaping @Sendable (OutputChunk) -> Void
    ) async throws -> Int? {
        state.withLock { $0.commands.append(command) }
        onOutput(.output(Array("said\n".utf8)))
        return 7
    }

    func shell(on terminal: TerminalLink, limit: Duration) async throws -> Int? { 0 }

    func close() async { state.withLock { $0.closed += 1 } }
}

/// Logs in to the guest that a launcher started last.
final class FakeLogin: GuestLogin {
    private let launcher: FakeLauncher
    private let made = Mutex<[FakeSession]>([])

    init(_ launcher: FakeLauncher) { self.launcher = launcher }

    var sessions: [FakeSession] { made.withLock { $0 } }

    func session(over socket: Int32, name: String, limit: Duration) async throws -> any GuestSession {
        guard let guest = launcher.guests.last else { throw StraitError(.infrastructure, "there is no guest") }
        try await guest.step(guest.behaviour.login)
        let session = FakeSession(guest)
        made.withLock { $0.append(session) }
        return session
    }
}

/// A directory with what a run without QEMU needs; gone with the test.
final class FakeRun {
    let scratch: RunScratch
    let image: GuestImage

    init() throws {
        scratch = try RunScratch()
        var image = Samples.image("stock", .x86_64)
        (image.kernelPath, image.initramfsPath) = ("\(scratch.path)/vmlinuz", "\(scratch.path)/initramfs")
        for path in [image.kernelPath, image.initramfsPath] { try Data("x".utf8).write(to: URL(fileURLWithPath: path)) }
        self.image = image
    }

    /// A cell whose workload asks for no device memory and has no tests.
    static func cell(_ id: String = "a", control: Control? = nil) -> Cell {
        var cell = Cell(
            architecture: .x86_64, kernel: "stock", requested: [:],
            workload: WorkloadRequest(deviceMemory: [], suites: []))
        cell.control = control
        return cell.named(id, parts: [id])
    }

    /// A directory of its own for each attempt.
    func directory(_ cells: [Cell]) throws -> RunDirectory {
        try scratch.run(cells.map(\.id), at: "run-\(UUID().uuidString)")
    }

    func files() async throws -> BootFiles {
        try await BootFiles.make(for: [image], connection: nil, cache: scratch.path)
    }
}

// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitSystem
import StraitWorkload
import Synchronization

/// Writes a guest's console to a file and scans it for the kernel's reports.
final class ConsoleRecorder: Sendable {
    /// The most bytes of a console to keep, because a guest can print forever.
    private static let limit = 64 << 20
    /// How many of the last bytes to keep in memory for the end of the guest.
    private static let longestTail = 128 << 10
    private struct State {
        var scanner = ConsoleScanner()
        var kept = 0
        /// The number of bytes waiting for the disk.
        var queued = 0
        /// The number of bytes dropped since the last ones that were kept.
        var missing = 0
        var guestFailure: String?
        var hasPanicked = false
        var fatal: (title: String, time: GuestClock.Instant)?
        var tail: [UInt8] = []
        var trouble: String?
        var lastHeard = GuestClock.now
    }

    private let state = Mutex(State())
    private let descriptor: Int32
    /// The most bytes to wait for the disk; further ones are dropped.
    private let longestQueue: Int
    /// The disk has a queue of its own, because the thread that delivers the bytes serves all guests.
    private let disk = DispatchQueue(label: "strait.console")
    private let onPanic: @Sendable () -> Void

    /// Records into the file `path`; `onPanic` is called once, as soon as the kernel reports a panic.
    init(path: String, longestQueue: Int = 8 << 20, onPanic: @escaping @Sendable () -> Void) throws {
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        self.longestQueue = longestQueue
        self.onPanic = onPanic
        guard descriptor >= 0 else {
            throw StraitError(.infrastructure, "cannot write \(path)", cause: String(cString: strerror(errno)))
        }
    }

    deinit { close(descriptor) }

    /// Takes bytes; an empty array is the end. Never waits.
    func take(_ bytes: [UInt8]) {
        let panicked = state.withLock { state in
            if !bytes.isEmpty {
                keep(bytes, &state)
                state.tail += bytes
                if state.tail.count > 2 * Self.longestTail { state.tail = Array(state.tail.suffix(Self.longestTail)) }
                state.lastHeard = .now
            }
            let before = state.hasPanicked
            for event in bytes.isEmpty ? state.scanner.finish() : state.scanner.feed(bytes) { note(event, &state) }
            return state.hasPanicked && !before
        }
        if panicked { onPanic() }
    }

    /// Waits until everything is in the file, or until `limit`; then the result says that the file is incomplete.
    func settle(limit: Duration = .seconds(30)) async {
        let end = GuestClock.now + limit
        while state.withLock({ $0.queued > 0 }), GuestClock.now < end {
            // A cancelled task does not wait.
            guard (try? await Task.sleep(for: .milliseconds(5))) != nil else { break }
        }
        state.withLock { if $0.queued > 0 || $0.missing > 0 { complain("the disk took too long", &$0) } }
    }

    private func keep(_ bytes: [UInt8], _ state: inout State) {
        guard state.kept < Self.limit else { return }
        guard state.queued + bytes.count <= longestQueue else {
            state.missing += bytes.count
            return complain("the disk took too long", &state)
        }
        var text: [UInt8] = []
        if state.missing > 0 {
            text = Array("\n[strait: \(state.missing) bytes of the console are missing: the disk took too long]\n".utf8)
            state.missing = 0
        }
        let room = Self.limit - state.kept
        text += bytes.prefix(room)
        if bytes.count > room {
            text += Array("\n[strait: the rest of the console was left out: more than \(Self.limit >> 20) MiB]\n".utf8)
        }
        state.kept += text.count
        state.queued += text.count
        // Called under the lock, so that the order is kept.
        disk.async { [self, text] in write(text) }
    }

    private func write(_ text: [UInt8]) {
        let number = Output.write(text[...], to: descriptor)
        state.withLock { state in
            state.queued -= text.count
            // A full disk must not stop the guest.
            if let number { complain(String(cString: strerror(number)), &state) }
        }
    }

    /// Notes for the result that the file is incomplete, with the first reason.
    private func complain(_ reason: String, _ state: inout State) {
        state.trouble = state.trouble ?? "console.log is not whole: \(reason)"
    }

    private func note(_ event: ConsoleEvent, _ state: inout State) {
        switch event {
        case .guestFailed(let reason): state.guestFailure = reason
        case .reportBegan(let report):
            if report.kind == .panic { state.hasPanicked = true }
            if report.isFatal, state.fatal == nil { state.fatal = (report.title, .now) }
        }
    }

    /// Sets the current rung; new reports are attributed to it.
    func enter(_ rung: Rung) { state.withLock { $0.scanner.rung = rung } }

    /// How long nothing has come, in seconds.
    var silence: Double { state.withLock { (GuestClock.now - $0.lastHeard) / .seconds(1) } }

    /// Whether anything comes after `start` and within `limit`.
    func isHeard(after start: GuestClock.Instant, limit: Duration) async -> Bool {
        func heard() -> Bool { state.withLock { $0.lastHeard > start } }
        while !heard(), GuestClock.now - start < limit {
            // A cancelled task does not wait.
            guard (try? await Task.sleep(for: .milliseconds(20))) != nil else { break }
        }
        return heard()
    }

    /// The content of a console.
    struct Findings {
        /// The kernel's reports.
        var reports: [KernelReport]
        /// The results of test programs, as KTAP.
        var tests: [UInt8]
        /// The last lines.
        var tail: [UInt8]
        /// The last line.
        var lastLine: String?
        /// Why the guest's PID 1 gave up.
        var guestFailure: String?
        /// Why the file is incomplete.
        var trouble: String?
    }

    /// What the console contains so far.
    var findings: Findings {
        state.withLock { state in
            Findings(
                reports: state.scanner.reports, tests: state.scanner.tests, tail: state.tail,
                lastLine: state.scanner.lastLine, guestFailure: state.guestFailure, trouble: state.trouble)
        }
    }

    /// The first report after which the kernel cannot be trusted, and its time; nil while there is none.
    var fatal: (title: String, time: GuestClock.Instant)? { state.withLock { $0.fatal } }
}

// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitWorkload
import Synchronization

/// Keeps a guest's console as it comes, in a file, and hears what the kernel says there.
final class ConsoleRecorder: Sendable {
    /// A guest can print for ever; this much of it is kept.
    private static let limit = 64 << 20

    private struct State {
        var scanner = ConsoleScanner()
        var written = 0
        var guestFailure: String?
        var hasPanicked = false
        var trouble: String?
        var ended = false
        var lastHeard = GuestClock.now
    }

    private let state = Mutex(State())
    private let descriptor: Int32
    private let onPanic: @Sendable () -> Void

    /// Records into the file `path`; `onPanic` is called once, as soon as the kernel says that it has panicked.
    init(path: String, onPanic: @escaping @Sendable () -> Void) throws {
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        self.onPanic = onPanic
        guard descriptor >= 0 else {
            throw StraitError(.infrastructure, "cannot write \(path)", cause: String(cString: strerror(errno)))
        }
    }

    deinit { close(descriptor) }

    /// Takes what came; an empty array is the end.
    func take(_ bytes: [UInt8]) {
        let panicked = state.withLock { state in
            if bytes.isEmpty { state.ended = true } else { keep(bytes, &state) }
            if !bytes.isEmpty { state.lastHeard = .now }
            let before = state.hasPanicked
            for event in bytes.isEmpty ? state.scanner.finish() : state.scanner.feed(bytes) { note(event, &state) }
            return state.hasPanicked && !before
        }
        if panicked { onPanic() }
    }

    private func keep(_ bytes: [UInt8], _ state: inout State) {
        guard state.written < Self.limit else { return }
        var text = bytes
        if state.written + text.count > Self.limit {
            text = Array(text.prefix(Self.limit - state.written))
            text += Array("\n[strait: the rest of the console was left out: more than \(Self.limit >> 20) MiB]\n".utf8)
        }
        state.written += text.count
        guard let number = write(text) else { return }
        // A full disk must not stop the guest; the result says that the file is not whole, and what was the first reason.
        state.trouble = state.trouble ?? "console.log is not whole: \(String(cString: strerror(number)))"
    }

    /// Writes all of it; the errno of what stopped that. A write of less than was given is no failure yet and leaves no errno: the
    /// next one tells why.
    private func write(_ text: [UInt8]) -> Int32? {
        var rest = text[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return count < 0 ? errno : ENOSPC }
            rest = rest.dropFirst(count)
        }
        return nil
    }

    private func note(_ event: ConsoleEvent, _ state: inout State) {
        switch event {
        case .ready: break
        case .guestFailed(let reason): state.guestFailure = reason
        case .reportBegan(let report): if report.kind == .panic { state.hasPanicked = true }
        }
    }

    /// The rung that is being climbed: what the kernel reports from now on is its.
    func enter(_ rung: Rung) { state.withLock { $0.scanner.rung = rung } }

    /// For how long nothing has come, in seconds.
    var silence: Double { state.withLock { (GuestClock.now - $0.lastHeard) / .seconds(1) } }

    /// Whether something comes after `start`, before `limit` has passed.
    func isHeard(after start: GuestClock.Instant, limit: Duration) async -> Bool {
        func heard() -> Bool { state.withLock { $0.lastHeard > start } }
        while !heard(), GuestClock.now - start < limit {
            // Whoever is cancelled does not wait.
            guard (try? await Task.sleep(for: .milliseconds(20))) != nil else { break }
        }
        return heard()
    }

    /// What the kernel reported, the console's last line, what the guest's PID 1 gave up for, and what could not be kept.
    var findings: (reports: [KernelReport], lastLine: String?, guestFailure: String?, trouble: String?) {
        state.withLock { ($0.scanner.reports, $0.scanner.lastLine, $0.guestFailure, $0.trouble) }
    }
}

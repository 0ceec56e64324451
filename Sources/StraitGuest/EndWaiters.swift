// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel

/// The tasks that wait for domains to end, and the ends that are known.
final class EndWaiters: @unchecked Sendable {
    private struct Waiter {
        let id: UUID
        let continuation: CheckedContinuation<GuestEnd?, Never>
        let timer: Task<Void, Never>
    }

    // The lock guards everything below.
    private let lock = NSLock()
    private var ended: [String: GuestEnd] = [:]
    /// Domains that strait is ending. libvirt may notice the end of QEMU before strait asks it to end the domain.
    private var destroying: Set<String> = []
    private var waiters: [String: [Waiter]] = [:]
    /// Starts a timer that calls a closure after a time, unless it is cancelled before.
    private let timer: @Sendable (Duration, @escaping @Sendable () -> Void) -> Task<Void, Never>

    /// No waiters. `timer` starts a timer.
    init(timer: @escaping @Sendable (Duration, @escaping @Sendable () -> Void) -> Task<Void, Never> = start) {
        self.timer = timer
    }

    private static func start(_ limit: Duration, _ body: @escaping @Sendable () -> Void) -> Task<Void, Never> {
        Task {
            // A cancelled timer means that the wait is over.
            try? await Task.sleep(for: limit, clock: GuestClock())
            body()
        }
    }

    /// libvirt reported that a domain has ended.
    func note(_ name: String, _ reported: GuestEnd) {
        let (end, woken) = lock.withLock {
            let end = destroying.contains(name) ? .destroyed : reported
            ended[name] = end
            return (end, waiters.removeValue(forKey: name) ?? [])
        }
        for waiter in woken { finish(waiter, end) }
    }

    /// Marks the domain as being ended by strait.
    func willDestroy(_ name: String) { lock.withLock { _ = destroying.insert(name) } }

    /// Why the domain ended; nil if it runs.
    func end(of name: String) -> GuestEnd? { lock.withLock { ended[name] } }

    /// Waits for the domain's end; nil after `limit`, or if the task is cancelled.
    func wait(for name: String, limit: Duration) async -> GuestEnd? {
        let id = UUID()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let known: GuestEnd?? = lock.withLock {
                    if let end = ended[name] { return .some(end) }
                    if Task.isCancelled { return .some(nil) }
                    // Started under the lock, so that it cannot fire before the waiter is registered.
                    let timer = timer(limit) { [weak self] in self?.giveUp(name, id) }
                    waiters[name, default: []].append(Waiter(id: id, continuation: continuation, timer: timer))
                    return nil
                }
                if let known { continuation.resume(returning: known) }
            }
        } onCancel: {
            giveUp(name, id)
        }
    }

    private func giveUp(_ name: String, _ id: UUID) {
        let waiter = lock.withLock { () -> Waiter? in
            guard let index = waiters[name]?.firstIndex(where: { $0.id == id }) else { return nil }
            return waiters[name]?.remove(at: index)
        }
        if let waiter { finish(waiter, nil) }
    }

    private func finish(_ waiter: Waiter, _ end: GuestEnd?) {
        waiter.timer.cancel()
        waiter.continuation.resume(returning: end)
    }

    /// Forgets a domain that is not needed any more.
    func forget(_ name: String) {
        lock.withLock {
            ended[name] = nil
            destroying.remove(name)
            if waiters[name]?.isEmpty == true { waiters[name] = nil }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel

/// Who waits for the ends of which domains, and which ends are known.
final class EndWaiters: @unchecked Sendable {
    private struct Waiter {
        let id: UUID
        let continuation: CheckedContinuation<GuestEnd?, Never>
        let timer: Task<Void, Never>
    }

    // Everything below is guarded by the lock.
    private let lock = NSLock()
    private var ended: [String: GuestEnd] = [:]
    /// Domains that strait is ending: libvirt may see their QEMU gone before it is asked to end it.
    private var destroying: Set<String> = []
    private var waiters: [String: [Waiter]] = [:]

    /// A domain has ended, as libvirt tells it.
    func note(_ name: String, _ reported: GuestEnd) {
        let (end, woken) = lock.withLock {
            let end = destroying.contains(name) ? .destroyed : reported
            ended[name] = end
            return (end, waiters.removeValue(forKey: name) ?? [])
        }
        for waiter in woken { finish(waiter, end) }
    }

    /// From now on the domain's end is strait's doing.
    func willDestroy(_ name: String) { lock.withLock { _ = destroying.insert(name) } }

    /// Why the domain ended, if it has.
    func end(of name: String) -> GuestEnd? { lock.withLock { ended[name] } }

    /// Waits for the domain's end; nil when `limit` passes or the task is cancelled first.
    func wait(for name: String, limit: Duration) async -> GuestEnd? {
        let id = UUID()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let known: GuestEnd?? = lock.withLock {
                    if let end = ended[name] { return .some(end) }
                    if Task.isCancelled { return .some(nil) }
                    // Begun under the lock, so that it cannot be over before the waiter is there to be woken.
                    let timer = Task { [weak self] in
                        // Cancelled means that the wait is over already.
                        try? await Task.sleep(for: limit, clock: GuestClock())
                        self?.giveUp(name, id)
                    }
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

    /// Forgets a domain that nobody will ask for again.
    func forget(_ name: String) {
        lock.withLock {
            ended[name] = nil
            destroying.remove(name)
            if waiters[name]?.isEmpty == true { waiters[name] = nil }
        }
    }
}

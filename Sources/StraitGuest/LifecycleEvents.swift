// SPDX-License-Identifier: Apache-2.0

import CLibvirt
import Foundation
import StraitModel

/// Why a guest ended, as libvirt tells it.
public enum GuestEnd: String, Sendable, Codable, Equatable {
    /// It powered off or reboots; a reboot ends a guest here (`panic=-1` reboots).
    case shutdown
    /// QEMU saw it crash (a panic device told so).
    case crashed
    /// QEMU itself ended without being asked.
    case died
    /// strait ended it.
    case destroyed
}

/// Tells waiters when a domain has ended: libvirt's events, no polling.
final class LifecycleEvents: @unchecked Sendable {
    private let lock = NSLock()
    private var ended: [String: GuestEnd] = [:]
    /// Domains that strait is ending: libvirt may see their QEMU gone before it is asked to end it.
    private var destroying: Set<String> = []
    private var waiters: [String: [(UUID, CheckedContinuation<GuestEnd?, Never>)]] = [:]
    private var registration: Int32 = -1

    init(_ connection: ConnectionHandle) throws {
        // Weak, since the connection's life ends with its user's, and libvirt frees the box when the connection closes.
        let box = Unmanaged.passRetained(Box(self))
        let callback: virConnectDomainEventCallback = { _, domain, event, detail, opaque in
            guard let domain, let name = virDomainGetName(domain), let opaque else { return 0 }
            let events = Unmanaged<Box>.fromOpaque(opaque).takeUnretainedValue().events
            events?.note(String(cString: name), event: Int(event), detail: Int(detail))
            return 0
        }
        registration = virConnectDomainEventRegisterAny(
            connection.pointer, nil, Int32(VIR_DOMAIN_EVENT_ID_LIFECYCLE.rawValue),
            unsafeBitCast(callback, to: virConnectDomainEventGenericCallback.self), box.toOpaque(),
            { Unmanaged<Box>.fromOpaque($0!).release() })
        guard registration >= 0 else {
            let error = Libvirt.lastError("libvirt does not tell when a guest ends")
            box.release()
            throw error
        }
    }

    private final class Box {
        weak var events: LifecycleEvents?

        init(_ events: LifecycleEvents) { self.events = events }
    }

    private func note(_ name: String, event: Int, detail: Int) {
        guard event == Int(VIR_DOMAIN_EVENT_STOPPED.rawValue) || event == Int(VIR_DOMAIN_EVENT_CRASHED.rawValue) else {
            return
        }
        let told: GuestEnd =
            switch detail {
            case Int(VIR_DOMAIN_EVENT_STOPPED_SHUTDOWN.rawValue): .shutdown
            case Int(VIR_DOMAIN_EVENT_STOPPED_DESTROYED.rawValue): .destroyed
            case Int(VIR_DOMAIN_EVENT_STOPPED_CRASHED.rawValue): .crashed
            default: .died
            }
        let (end, woken) = lock.withLock {
            let end = destroying.contains(name) ? .destroyed : told
            ended[name] = end
            return (end, waiters.removeValue(forKey: name) ?? [])
        }
        for (_, waiter) in woken { waiter.resume(returning: end) }
    }

    /// From now on the domain's end is strait's doing.
    func willDestroy(_ name: String) { lock.withLock { _ = destroying.insert(name) } }

    /// Why the domain ended, if it has.
    func end(of name: String) -> GuestEnd? { lock.withLock { ended[name] } }

    /// Waits for the domain's end; nil when `limit` passes or the task is cancelled first.
    func wait(for name: String, limit: Duration) async -> GuestEnd? {
        let id = UUID()
        let timer = Task { [weak self] in
            // Cancelled means that the wait is over already.
            try? await Task.sleep(for: limit, clock: GuestClock())
            self?.giveUp(name, id)
        }
        defer { timer.cancel() }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let known: GuestEnd?? = lock.withLock {
                    if let end = ended[name] { return .some(end) }
                    if Task.isCancelled { return .some(nil) }
                    waiters[name, default: []].append((id, continuation))
                    return nil
                }
                if let known { continuation.resume(returning: known) }
            }
        } onCancel: {
            giveUp(name, id)
        }
    }

    private func giveUp(_ name: String, _ id: UUID) {
        let waiter = lock.withLock { () -> CheckedContinuation<GuestEnd?, Never>? in
            guard let index = waiters[name]?.firstIndex(where: { $0.0 == id }) else { return nil }
            return waiters[name]?.remove(at: index).1
        }
        waiter?.resume(returning: nil)
    }

    /// Forgets a domain that nobody will ask for again.
    func forget(_ name: String) {
        lock.withLock {
            ended[name] = nil
            destroying.remove(name)
        }
    }
}

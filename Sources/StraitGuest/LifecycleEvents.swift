// SPDX-License-Identifier: Apache-2.0

import CLibvirt
import Foundation
import StraitModel
import StraitSystem

/// Receives libvirt's events about the end of domains, without polling.
final class LifecycleEvents: Sendable {
    /// The waiting tasks.
    let waiters = EndWaiters()

    init(_ connection: ConnectionHandle) throws {
        // Weak: the connection belongs to its user, and libvirt frees the box when the connection closes.
        let box = Unmanaged.passRetained(Box(waiters))
        let callback: virConnectDomainEventCallback = { _, domain, event, detail, opaque in
            guard let domain, let name = virDomainGetName(domain), let opaque else { return 0 }
            guard let end = GuestEnd(event: Int(event), detail: Int(detail)) else { return 0 }
            Log.libvirt.debug("the domain \(String(cString: name)) has ended: \(end.rawValue)")
            Unmanaged<Box>.fromOpaque(opaque).takeUnretainedValue().waiters?.note(String(cString: name), end)
            return 0
        }
        let registration = virConnectDomainEventRegisterAny(
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
        weak var waiters: EndWaiters?

        init(_ waiters: EndWaiters) { self.waiters = waiters }
    }
}

extension GuestEnd {
    /// The end that an event of libvirt reports; nil for other events.
    fileprivate init?(event: Int, detail: Int) {
        guard event == Int(VIR_DOMAIN_EVENT_STOPPED.rawValue) || event == Int(VIR_DOMAIN_EVENT_CRASHED.rawValue) else {
            return nil
        }
        self =
            switch detail {
            case Int(VIR_DOMAIN_EVENT_STOPPED_SHUTDOWN.rawValue): .shutdown
            case Int(VIR_DOMAIN_EVENT_STOPPED_DESTROYED.rawValue): .destroyed
            case Int(VIR_DOMAIN_EVENT_STOPPED_CRASHED.rawValue): .crashed
            default: .died
            }
    }
}

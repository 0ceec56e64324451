// SPDX-License-Identifier: Apache-2.0

import CLibvirt

/// A `virConnectPtr`, closed with the last reference. libvirt's objects are thread-safe.
final class ConnectionHandle: @unchecked Sendable {
    let pointer: virConnectPtr

    init(owning pointer: virConnectPtr) { self.pointer = pointer }

    deinit { virConnectClose(pointer) }
}

/// A `virDomainPtr`, freed with the last reference; that does not end the domain.
final class DomainHandle: @unchecked Sendable {
    let pointer: virDomainPtr

    init(owning pointer: virDomainPtr) { self.pointer = pointer }

    deinit { virDomainFree(pointer) }

    /// Whether libvirt knows that the domain has ended. After a connection error it may still run.
    var isGone: Bool { Self.isGone(active: virDomainIsActive(pointer), error: virGetLastErrorCode()) }

    /// What the answer and the error of `virDomainIsActive` mean. A transient domain no longer exists after its end.
    static func isGone(active: Int32, error: Int32) -> Bool {
        active == 0 || active < 0 && error == Int32(VIR_ERR_NO_DOMAIN.rawValue)
    }
}

/// A `virStreamPtr`, freed with the last reference.
final class StreamHandle: @unchecked Sendable {
    let pointer: virStreamPtr

    init(owning pointer: virStreamPtr) { self.pointer = pointer }

    deinit { virStreamFree(pointer) }
}

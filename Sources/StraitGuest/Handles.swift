// SPDX-License-Identifier: Apache-2.0

import CLibvirt

/// A `virConnectPtr`, closed when the last user lets go. libvirt's own objects are safe to use from several threads.
final class ConnectionHandle: @unchecked Sendable {
    let pointer: virConnectPtr

    init(owning pointer: virConnectPtr) { self.pointer = pointer }

    deinit { virConnectClose(pointer) }
}

/// A `virDomainPtr`, freed when the last user lets go; freeing does not end the domain.
final class DomainHandle: @unchecked Sendable {
    let pointer: virDomainPtr

    init(owning pointer: virDomainPtr) { self.pointer = pointer }

    deinit { virDomainFree(pointer) }

    /// Whether libvirt knows that the domain runs no more. One that cannot be asked about, on a connection that is broken, may still run.
    var isGone: Bool { Self.isGone(active: virDomainIsActive(pointer), error: virGetLastErrorCode()) }

    /// What the answer and the error of `virDomainIsActive` mean. A domain without a configuration is none at all once it has ended.
    static func isGone(active: Int32, error: Int32) -> Bool {
        active == 0 || active < 0 && error == Int32(VIR_ERR_NO_DOMAIN.rawValue)
    }
}

/// A `virStreamPtr`, freed when the last user lets go.
final class StreamHandle: @unchecked Sendable {
    let pointer: virStreamPtr

    init(owning pointer: virStreamPtr) { self.pointer = pointer }

    deinit { virStreamFree(pointer) }
}

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
}

/// A `virStreamPtr`, freed when the last user lets go.
final class StreamHandle: @unchecked Sendable {
    let pointer: virStreamPtr

    init(owning pointer: virStreamPtr) { self.pointer = pointer }

    deinit { virStreamFree(pointer) }
}

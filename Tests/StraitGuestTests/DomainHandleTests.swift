// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import StraitGuest

@Suite struct DomainHandleTests {
    /// Answers of virDomainIsActive, with error codes of libvirt's virterror.h.
    @Test(arguments: [
        // It runs; it has ended and keeps its configuration; it has ended and is forgotten (VIR_ERR_NO_DOMAIN).
        (Int32(1), Int32(0), false), (0, 0, true), (-1, 42, true),
        // Nobody knows: the connection is broken (VIR_ERR_SYSTEM_ERROR, VIR_ERR_RPC), or something went wrong inside of libvirt.
        (-1, 38, false), (-1, 39, false), (-1, 1, false), (-1, 0, false),
    ])
    func aDomainIsGoneWhereLibvirtKnowsIt(_ active: Int32, _ error: Int32, _ isGone: Bool) {
        #expect(DomainHandle.isGone(active: active, error: error) == isGone)
    }
}

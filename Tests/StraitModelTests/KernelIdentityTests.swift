// SPDX-License-Identifier: Apache-2.0

import StraitModel
import Testing

@Suite struct KernelIdentityTests {
    @Test func aTreeHasNoVersionToAskFor() {
        let identity = KernelIdentity(name: "mine", source: "tree:/src/linux", version: "0123abc")
        #expect(identity.exactSource == "tree:/src/linux")
        #expect(KernelIdentity(name: "a", source: "debian:sid=1", version: "2").exactSource == "debian:sid=2")
    }
}

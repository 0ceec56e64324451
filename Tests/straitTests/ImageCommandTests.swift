// SPDX-License-Identifier: Apache-2.0

import StraitModel
import Testing

@testable import strait

@Suite struct ImageCommandTests {
    @Test func theLineOfAnImageNamesItsPatches() {
        func line(_ names: [String]) -> String {
            ImageCommand.patched(names.map { AppliedPatch(name: $0, sha256: "0") })
        }
        #expect(line([]) == "")
        #expect(line(["a.patch"]) == ", with 1 patch: a.patch")
        #expect(line(["a", "b", "c"]) == ", with 3 patches: a; b; c")
        #expect(line(["a\u{1b}[2J", "b", "c", "d"]) == ", with 4 patches: a … d")
    }
}

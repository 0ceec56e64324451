// SPDX-License-Identifier: Apache-2.0

import StraitImage
import Testing

@testable import strait

@Suite struct CacheTableTests {
    @Test func tableIsByKindAndLastUse() {
        func object(_ kind: String, _ used: String, _ mebibytes: Int, _ origin: [String: String]) -> CachedObject {
            CachedObject(
                kind: kind, key: "\(kind)-\(used)", bytes: mebibytes << 20, made: "2026-11-20T06:00:00Z",
                lastUsed: "2026-11-\(used)T05:41:52Z",
                origin: origin)
        }
        let table = CacheTable([
            object("workspace", "22", 2148, ["tree": "/linux"]),
            object(
                "kernel", "20", 5,
                [
                    "architecture": "x86_64", "release": "7.3.4-strait", "source": "tree:/linux", "tree": "/linux",
                    "patches": "[PATCH] a\u{1b}[2Jb", "notes": "two\nlines", "sha256": "00",
                ]),
            object("kernel", "21", 14, ["architecture": "aarch64", "release": "7.3.4-arm64", "version": "7.3.4-1"]),
        ])
        #expect(
            table.lines == [
                "kernel     aarch64  14 MiB    2026-11-21 05:41  7.3.4-arm64  7.3.4-1",
                "kernel     x86_64   5 MiB     2026-11-20 06:00  7.3.4-strait  tree:/linux  with [PATCH] ab",
                "workspace  -        2148 MiB  2026-11-22 05:41  /linux", "3 objects, 2167 MiB",
            ])
    }
}

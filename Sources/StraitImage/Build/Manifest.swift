// SPDX-License-Identifier: Apache-2.0

import StraitModel
import SystemPackage

/// What the recipe says of what it built: `manifest.json`.
struct Manifest: Sendable, Codable, Equatable {
    static let fileName = "manifest.json"

    var testHmm: Bool
    var hmmTests: Bool
    var reasons: [String]
    var interface: String
    var devicePrivate: Bool
    var pageSize: Int
    var config: [String: String]

    /// What the rest of strait needs to know of the kernel.
    var facts: KernelFacts {
        let without = reasons.isEmpty && !(testHmm && hmmTests) ? ["they were not built"] : reasons
        return KernelFacts(
            devicePrivate: devicePrivate, kaslr: config["RANDOMIZE_BASE"] == "y", pageSizeKiB: pageSize / 1024,
            interface: interface, noSelftests: without.isEmpty ? nil : without.joined(separator: "; "))
    }
}

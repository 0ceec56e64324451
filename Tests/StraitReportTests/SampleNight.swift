// SPDX-License-Identifier: Apache-2.0

import StraitModel
import TestSupport

@testable import StraitReport

extension Samples {
    /// A night of many axes, most of which vary in a few cells only.
    static func night() -> ReportInput {
        let widths = [32, 34, 36, 37, 38, 39, 40, 43, 44, 46, 52]
        let sweep = widths.flatMap { bits in ["off", "random"].map { "physBits-\(bits),kaslr-\($0)" } }
        let others = [
            "paging-5level,physBits-52,kaslr-off", "pciHole64-16GiB,physBits-36,kaslr-off",
            "cpu-Skylake-Server,physBits-46,kaslr-off", "memory-1GiB,paging-5level,physBits-46,kaslr-random",
            "physBits-40,kaslr-random,cmdline-transparent_hugepage_nev~828ba075", "kaslr-seed_7_x3_1",
            "kaslr-seed_7_x3_2", "kaslr-seed_7_x3_3", "physBits-36,kaslr-random_x5_1", "physBits-36,kaslr-random_x5_2",
        ]
        let cells = (sweep + others).compactMap { Cell.sample("x86_64,stock,\($0)") }
        let arm = ["cortex-a53", "cortex-a57", "max"].compactMap {
            Cell.sample("aarch64,stock,cpu-\($0),kaslr-off")
        }
        return input(cells + arm, (cells + arm).map(Results.smoke), name: "night")
    }
}

// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// A suite that kernels can come from, and its compiler.
struct Suite: Sendable, Equatable {
    /// Its name, as on the mirror.
    let name: String
    /// The suite of the toolchain. Its libc must be new enough for the suite's kbuild programs.
    let toolchain: String
    /// The compiler in that suite; nil for the one that the headers' package names.
    let compiler: String?

    /// The suffix of an architecture's flavour for each page size in KiB.
    func pageSuffixes(_ architecture: Architecture) -> [Int: String] {
        let platform = architecture.platform
        return platform.debian.suffixes(in: name, platform.pages)
    }

    /// Bookworm's own tools are not used: its backports' kbuild works, but one toolchain for four suites is less to
    /// download.
    static let all = [
        Suite(name: "bookworm", toolchain: "trixie", compiler: "gcc-14"),
        Suite(name: "bookworm-backports", toolchain: "trixie", compiler: "gcc-14"),
        Suite(name: "trixie", toolchain: "trixie", compiler: "gcc-14"),
        Suite(name: "trixie-backports", toolchain: "trixie", compiler: "gcc-14"),
        Suite(name: "forky", toolchain: "forky", compiler: nil),
        Suite(name: "sid", toolchain: "sid", compiler: nil),
        Suite(name: "experimental", toolchain: "sid", compiler: nil),
    ]

    /// The suites of the guest's programs, whatever the kernel's suite: the release that the recipes are tested with,
    /// and the next one if the mirror lacks some of them.
    static let userlands = ["trixie", "forky"]

    /// The compiler if a headers' package names none.
    static let fallbackCompiler = "gcc-15"

    /// The suite with a name. Errors: `request` for an unknown one.
    static func named(_ name: String) throws -> Suite {
        if let suite = all.first(where: { $0.name == name }) { return suite }
        let known = all.map(\.name).joined(separator: ", ")
        throw StraitError(.request, "there is no suite \(name) to take a kernel from: it is one of \(known)")
    }
}

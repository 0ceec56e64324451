// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// A suite that kernels can be taken from, with what compiles for them.
struct Suite: Sendable, Equatable {
    /// Its name, as on the mirror.
    let name: String
    /// The suite of the toolchain: new enough for the libc that the suite's kbuild programs are linked against.
    let toolchain: String
    /// The compiler of that suite; nil where it is the one that the headers' package names.
    let compiler: String?

    /// What it adds to a flavour of an architecture for a page size in KiB.
    func pageSuffixes(_ architecture: Architecture) -> [Int: String] {
        let platform = architecture.platform
        return platform.debian.suffixes(in: name, platform.pages)
    }

    /// Bookworm's own tools do not do: its backports' kbuild is fine, but one toolchain for four suites is less to download.
    static let all = [
        Suite(name: "bookworm", toolchain: "trixie", compiler: "gcc-14"),
        Suite(name: "bookworm-backports", toolchain: "trixie", compiler: "gcc-14"),
        Suite(name: "trixie", toolchain: "trixie", compiler: "gcc-14"),
        Suite(name: "trixie-backports", toolchain: "trixie", compiler: "gcc-14"),
        Suite(name: "forky", toolchain: "forky", compiler: nil),
        Suite(name: "sid", toolchain: "sid", compiler: nil),
        Suite(name: "experimental", toolchain: "sid", compiler: nil),
    ]

    /// What runs in every guest, whatever the kernel's suite: the release that the recipes are tested with, and the next one where
    /// the mirror does not have all of that.
    static let userlands = ["trixie", "forky"]

    /// The compiler where a headers' package names none.
    static let fallbackCompiler = "gcc-15"

    /// The suite by its name.
    static func named(_ name: String) throws -> Suite {
        if let suite = all.first(where: { $0.name == name }) { return suite }
        let known = all.map(\.name).joined(separator: ", ")
        throw StraitError(.request, "there is no suite \(name) to take a kernel from: it is one of \(known)")
    }
}

// SPDX-License-Identifier: Apache-2.0

/// What a tree calls itself. Pure.
enum TreeVersion {
    /// What strait's builds add to the version (CONFIG_LOCALVERSION in images/kernel/boot).
    static let suffix = "-strait"

    /// `7.3.4` or `7.4.0-rc1`, of the top of a tree's Makefile; nil where that says no version.
    static func version(ofMakefile text: String) -> String? {
        var values: [Substring: String] = [:]
        for line in text.split(separator: "\n").prefix(20) {
            guard let match = line.wholeMatch(of: /([A-Z]+) *= *(.*)/) else { continue }
            values[match.1] = String(match.2)
        }
        guard let version = values["VERSION"], !version.isEmpty else { return nil }
        let parts = [version, values["PATCHLEVEL"], values["SUBLEVEL"]].compactMap { $0 }.filter { !$0.isEmpty }
        return parts.joined(separator: ".") + (values["EXTRAVERSION"] ?? "")
    }

    /// `uname -r` of what is built from a tree: the version, what its files `localversion*` add, and our suffix, as
    /// scripts/setlocalversion puts them together.
    static func release(version: String, localVersions: [String]) -> String {
        version + localVersions.map { $0.filter { !$0.isWhitespace } }.joined() + suffix
    }

    /// Whether kbuild takes a file at the top of a tree for a part of the version.
    static func isLocalVersion(_ name: String) -> Bool {
        name.hasPrefix("localversion") && !name.contains("~") && !name.contains("/")
    }
}

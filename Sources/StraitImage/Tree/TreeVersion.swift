// SPDX-License-Identifier: Apache-2.0

/// The version of a tree. Pure.
enum TreeVersion {
    /// The suffix of kernels built by strait (CONFIG_LOCALVERSION in images/kernel/boot).
    static let suffix = "-strait"

    /// `7.3.4` or `7.4.0-rc1`, from the first lines of a tree's Makefile; nil if they contain no version.
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

    /// `uname -r` of a kernel built from a tree: the version, the content of the files `localversion*`, and our suffix,
    /// as in scripts/setlocalversion.
    static func release(version: String, localVersions: [String]) -> String {
        version + localVersions.map { $0.filter { !$0.isWhitespace } }.joined() + suffix
    }

    /// Whether kbuild appends the content of a file at the top of a tree to the version.
    static func isLocalVersion(_ name: String) -> Bool {
        name.hasPrefix("localversion") && !name.contains("~") && !name.contains("/")
    }
}

// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// The apt root that knows a package: one suite, one architecture.
struct AptIndex: Sendable, Hashable, Codable {
    /// The suite.
    var suite: String
    /// Debian's name of the architecture.
    var architecture: String
}

/// One package to the last byte.
struct PackagePin: Sendable, Hashable, Codable {
    /// Its name.
    var name: String
    /// Its version.
    var version: String
    /// The name that apt gives the downloaded file.
    var file: String
    /// Its size in bytes.
    var size: Int
    /// SHA-256 of the file, which apt checks.
    var sha256: String
    /// Where apt finds it.
    var index: AptIndex

    /// The line that stands for it among an object's inputs.
    var line: String { "package \(name) \(version) \(sha256)" }

    /// The packages of `apt-get --print-uris`: lines of `'URI' NAME_VERSION_ARCH.deb SIZE SHA256:HASH`.
    static func parse(_ text: String, _ index: AptIndex) throws -> [PackagePin] {
        try text.split(separator: "\n").filter { $0.hasPrefix("'") }.map { line in
            let words = line.split(separator: " ").map(String.init)
            let parts = words.count == 4 ? words[1].split(separator: "_").map(String.init) : []
            guard parts.count == 3, let size = Int(words[2]), words[3].hasPrefix("SHA256:") else {
                throw StraitError(.infrastructure, "apt-get printed a package without its SHA-256", cause: String(line))
            }
            // Of a version's characters apt encodes only the colon after an epoch.
            return PackagePin(
                name: parts[0], version: parts[1].replacing("%3a", with: ":"), file: words[1], size: size,
                sha256: String(words[3].dropFirst("SHA256:".count)), index: index)
        }
    }
}

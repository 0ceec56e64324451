// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// The suite and architecture of an apt root.
struct AptIndex: Sendable, Hashable, Codable {
    /// The suite.
    var suite: String
    /// Debian's name for the architecture.
    var architecture: String
}

/// An exact package.
struct PackagePin: Sendable, Hashable, Codable {
    /// Its name.
    var name: String
    /// Its version.
    var version: String
    /// The file name that apt gives the download.
    var file: String
    /// Its size in bytes.
    var size: Int
    /// SHA-256 of the file, which apt checks.
    var sha256: String
    /// The index that contains it.
    var index: AptIndex

    /// Its line among the inputs of an object.
    var line: String { "package \(name) \(version) \(sha256)" }

    /// Parses the output of `apt-get --print-uris`: lines `'URI' NAME_VERSION_ARCH.deb SIZE SHA256:HASH`.
    static func parse(_ text: String, _ index: AptIndex) throws -> [PackagePin] {
        try text.split(separator: "\n").filter { $0.hasPrefix("'") }.map { line in
            let words = line.split(separator: " ").map(String.init)
            let parts = words.count == 4 ? words[1].split(separator: "_").map(String.init) : []
            guard parts.count == 3, let size = Int(words[2]), words[3].hasPrefix("SHA256:") else {
                throw StraitError(.infrastructure, "apt-get printed a package without its SHA-256", cause: String(line))
            }
            // In a version apt encodes only the colon after the epoch.
            return PackagePin(
                name: parts[0], version: parts[1].replacing("%3a", with: ":"), file: words[1], size: size,
                sha256: String(words[3].dropFirst("SHA256:".count)), index: index)
        }
    }
}

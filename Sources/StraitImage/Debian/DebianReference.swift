// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// The text after `debian:`: `SUITE[/FLAVOUR][=VERSION]`.
struct DebianReference: Sendable, Equatable {
    /// The suite.
    var suite: Suite
    /// The flavour; nil if none is named.
    var flavour: String?
    /// The version, either the package's complete one or upstream's part of it; nil if none is named.
    var version: String?

    /// Parses it. Errors: `request` with what would be right.
    init(parsing text: String) throws {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let place = parts[0].split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let optional = [place.dropFirst().first, parts.dropFirst().first]
        guard !place[0].isEmpty, optional.allSatisfy({ $0.map { Self.isName($0) } ?? true }) else {
            throw StraitError(
                .request, "debian:\(text) is not a source of kernels: it is debian:SUITE[/FLAVOUR][=VERSION]")
        }
        suite = try Suite.named(String(place[0]))
        flavour = optional[0].map(String.init)
        version = optional[1].map(String.init)
    }

    /// The flavour for an architecture and, if one is given, a page size. Errors: `request` if the named flavour
    /// belongs to another architecture or has other pages.
    func flavour(for architecture: Architecture, pageSizeKiB: Int? = nil) throws -> String {
        guard let flavour else { return architecture.platform.debian.flavour + (try suffix(architecture, pageSizeKiB)) }
        guard flavour.split(separator: "-").contains(Substring(architecture.platform.debian.flavour)) else {
            throw StraitError(.unsupported, "the flavour \(flavour) is not one of \(architecture.rawValue)'s")
        }
        guard let pageSizeKiB else { return flavour }
        // The longest suffix that fits, because an empty one fits every flavour.
        let own = suite.pageSuffixes(architecture).filter { flavour.hasSuffix($0.value) }
            .max { $0.value.count < $1.value.count }?.key
        guard own == pageSizeKiB else {
            throw StraitError(.unsupported, "the flavour \(flavour) does not have pages of \(pageSizeKiB)k")
        }
        return flavour
    }

    private func suffix(_ architecture: Architecture, _ pageSizeKiB: Int?) throws -> String {
        guard let pageSizeKiB else { return "" }
        if let suffix = suite.pageSuffixes(architecture)[pageSizeKiB] { return suffix }
        throw StraitError(
            .unsupported, "\(suite.name) has no kernel with pages of \(pageSizeKiB)k for \(architecture.rawValue)")
    }

    /// Whether a package has the named version.
    func matches(_ packageVersion: String) -> Bool {
        guard let version else { return true }
        return packageVersion == version || packageVersion.split(separator: "-").first.map(String.init) == version
    }

    /// Names of flavours and versions become arguments and patterns, so only characters that Debian's policy allows are
    /// accepted.
    private static func isName(_ text: Substring) -> Bool {
        guard let first = text.first, first.isLetter || first.isNumber else { return false }
        return text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "+.~:-".contains($0)) }
    }
}

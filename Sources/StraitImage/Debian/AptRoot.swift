// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitSystem
import SystemPackage

/// A separate apt for one suite and one architecture: the host's configuration is neither read nor changed, every user
/// can have one, and a broken index affects no other.
struct AptRoot: Sendable {
    let index: AptIndex
    let mirror: String
    private let directory: FilePath
    private let lock: FilePath

    static let keyring = "/usr/share/keyrings/debian-archive-keyring.gpg"
    private static let patience = Duration.seconds(600)

    /// Makes the root below a cache's directory.
    init(_ index: AptIndex, mirror: String, cache: FilePath) {
        self.index = index
        self.mirror = mirror
        let key = Self.key(index, mirror: mirror)
        directory = cache.appending("apt").appending(String(key.dropFirst("apt,".count)))
        lock = cache.appending("locks").appending(key)
    }

    /// The root's name in the cache, `apt,MIRROR,SUITE,ARCHITECTURE`; its directory has the name without `apt,`.
    static func key(_ index: AptIndex, mirror: String) -> String {
        let host = String(mirror.map { $0.isLetter || $0.isNumber || $0 == "." || $0 == "-" ? $0 : "_" })
        return "apt,\(host),\(index.suite),\(index.architecture)"
    }

    /// Downloads the suite's index and checks its signatures.
    func update() async throws {
        let held = try await FileLock.wait(lock, .exclusive, deadline: Self.patience)
        defer { withExtendedLifetime(held) {} }
        try writeConfiguration()
        try Files.remove(directory.appending(Self.proofs))
        // Without this option an unreachable mirror is only a warning, and the old index is used.
        try await apt("apt-get", ["-q", "update", "--error-on=any"], "read the index of \(index.suite)", .seconds(600))
    }

    /// The warning for an expired index; nil if it is valid. Its content is signed but may be old: mirrors fall behind,
    /// and testing an older kernel is fine as long as it is reported.
    func staleness(now: Date = .now) throws -> String? {
        let lists = directory.appending("state/lists")
        guard
            let name = try Files.names(in: lists).first(where: {
                $0.hasSuffix("_InRelease") || $0.hasSuffix("_Release")
            }),
            let data = FileManager.default.contents(atPath: lists.appending(name).string),
            let until = Self.validUntil(String(decoding: data, as: UTF8.self)), until < now
        else { return nil }
        let day = until.formatted(.iso8601.year().month().day())
        return
            "the index of \(index.suite) for \(index.architecture) on \(mirror) expired on \(day): its signature is good, and "
            + "the newest kernel in it was taken, but the archive may have a newer one"
    }

    /// Parses `Valid-Until: Fri, 06 Nov 2026 08:08:01 UTC` of a Release file
    /// (https://wiki.debian.org/DebianRepository/Format).
    static func validUntil(_ release: String) -> Date? {
        guard let line = release.split(separator: "\n").first(where: { $0.hasPrefix("Valid-Until:") }) else {
            return nil
        }
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss zzz"
        return format.date(from: line.dropFirst("Valid-Until:".count).trimmingCharacters(in: .whitespaces))
    }

    /// Downloads the index if there is none.
    func updateIfEmpty() async throws {
        let lists = try Files.names(in: directory.appending("state/lists"))
        if !lists.contains(where: { $0.hasSuffix("_Packages") }) { try await update() }
    }

    /// The index's entries for packages, newest version first; unknown packages have none.
    func show(_ packages: [String]) async throws -> [Stanza] {
        let held = try await shared()
        defer { withExtendedLifetime(held) {} }
        let finished = try await run("apt-cache", ["show"] + packages, .seconds(120))
        return Stanza.parse(finished.output)
    }

    /// The names of packages that match a pattern.
    func names(matching pattern: String) async throws -> [String] {
        let held = try await shared()
        defer { withExtendedLifetime(held) {} }
        let text = try await apt(
            "apt-cache", ["search", "--names-only", pattern], "search \(index.suite)", .seconds(120))
        return text.split(separator: "\n").compactMap { $0.split(separator: " ").first.map(String.init) }
    }

    /// The packages `NAME` or `NAME=VERSION`.
    func pins(of packages: [String]) async throws -> [PackagePin] {
        try await printed(["download"] + packages, "find \(packages.joined(separator: ", "))")
    }

    /// These packages with all dependencies, for an empty system.
    func closure(of packages: [String]) async throws -> [PackagePin] {
        try await printed(["install"] + packages, "resolve what the build needs")
    }

    /// Downloads packages into a directory; apt checks each with the signed index.
    func download(_ pins: [PackagePin], into target: FilePath) async throws {
        try await updateIfEmpty()
        let held = try await shared()
        defer { withExtendedLifetime(held) {} }
        try await apt(
            "apt-get", ["-q", "download"] + pins.map { "\($0.name)=\($0.version)" }, "download packages",
            .seconds(3600), in: target)
    }

    /// Downloads packages only to check that the mirror has them: an index may list packages that have not arrived.
    func prove(_ pins: [PackagePin]) async throws {
        let target = directory.appending(Self.proofs).appending(UUID().uuidString)
        try Files.makeDirectory(target)
        defer { try? Files.remove(target) }  // What stays is swept away with the next update.
        try await download(pins, into: target)
    }

    private static let proofs = "proofs"

    private func shared() async throws -> FileLock {
        try await FileLock.wait(lock, .shared, deadline: Self.patience)
    }

    private func printed(_ arguments: [String], _ what: String) async throws -> [PackagePin] {
        let held = try await shared()
        defer { withExtendedLifetime(held) {} }
        let options = ["-qq", "-o", "Acquire::ForceHash=SHA256", "--print-uris"]
        return try PackagePin.parse(try await apt("apt-get", options + arguments, what, .seconds(120)), index)
    }

    private func run(
        _ program: String, _ arguments: [String], _ deadline: Duration, in target: FilePath? = nil
    ) async throws -> Program.Finished {
        try await Program.run(
            program, arguments, environment: ["APT_CONFIG": directory.appending("apt.conf").string],
            directory: target, deadline: deadline)
    }

    @discardableResult
    private func apt(
        _ program: String, _ arguments: [String], _ what: String, _ deadline: Duration, in target: FilePath? = nil
    ) async throws -> String {
        let finished = try await run(program, arguments, deadline, in: target)
        guard finished.succeeded else {
            throw AptTrouble(index: index, mirror: mirror)
                .error(for: finished.output + "\n" + finished.errors, doing: what)
        }
        return finished.output
    }

    private func writeConfiguration() throws {
        guard Files.exists(FilePath(Self.keyring)) else {
            throw StraitError(
                .infrastructure,
                "the keys of Debian's archive are not installed: apt-get install debian-archive-keyring")
        }
        for name in ["etc/preferences.d", "state/lists/partial", "cache/archives/partial"] {
            try Files.makeDirectory(directory.appending(name))
        }
        try Files.write("", to: directory.appending("status"))
        try Files.write(
            "deb [signed-by=\(Self.keyring)] \(mirror) \(index.suite) main\n", to: directory.appending("sources.list"))
        try Files.write(configuration, to: directory.appending("apt.conf"))
    }

    /// `Check-Valid-Until`: an expired index is reported (see `staleness`), not refused. `Sandbox::User`: as root, apt
    /// would download as `_apt`, which cannot write into a private directory.
    private var configuration: String {
        """
        Dir "\(directory)";
        Dir::Etc "\(directory)/etc";
        Dir::Etc::sourcelist "\(directory)/sources.list";
        Dir::Etc::sourceparts "/dev/null";
        Dir::Etc::parts "/dev/null";
        Dir::State "\(directory)/state";
        Dir::State::status "\(directory)/status";
        Dir::Cache "\(directory)/cache";
        APT::Architecture "\(index.architecture)";
        APT::Architectures { "\(index.architecture)"; };
        APT::Install-Recommends "false";
        APT::Sandbox::User "";
        Acquire::Languages "none";
        Acquire::Check-Valid-Until "false";
        Acquire::PDiffs "false";
        Acquire::Retries "2";
        Acquire::http::Timeout "30";

        """
    }
}

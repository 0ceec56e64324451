// SPDX-License-Identifier: Apache-2.0

import StraitModel
import SystemPackage

/// A root of unpacked packages in which programs run without root, without a network, and without access to the host.
struct Sandbox: Sendable {
    /// The root directory; it is not changed.
    let root: FilePath
    /// Directories of the host that are visible in it, read-only, by their path inside.
    var readOnly: [(at: String, host: FilePath)] = []
    /// Directories that can be written to, by their path inside.
    var writable: [(at: String, host: FilePath)]

    /// Runs a program to its end. If it fails, its output is kept in `log`, and the error contains the first error
    /// message. `blame` is the kind of that error; `what` replaces the command at its beginning.
    func run(
        _ command: [String], environment: [String: String], deadline: Duration, log: FilePath,
        what: String? = nil, blame: StraitError.Kind = .infrastructure
    ) async throws {
        for bind in readOnly + writable { try makeMountPoint(bind.at) }
        let finished = try await Program.run("bwrap", arguments(environment) + command, deadline: deadline)
        guard !finished.succeeded else { return }
        if let known = Trouble.known(in: finished.errors) ?? Trouble.known(in: finished.output) { throw known }
        // Only bwrap prints this, before the program starts.
        guard !finished.errors.contains("No permissions to cre") else {
            throw StraitError(
                .infrastructure,
                "this user may not make namespaces, which builds run in: sysctl kernel.unprivileged_userns_clone=1",
                cause: finished.tail)
        }
        try Files.write(finished.output + finished.errors, to: log)
        throw StraitError(
            blame, "\(what ?? "\(command.joined(separator: " ")) failed"), as told in \(log)",
            cause: Self.cause(finished))
    }

    /// A compiler's first error is the cause; the end of the output only says that the build failed.
    static func cause(_ finished: Program.Finished) -> String {
        let lines = (finished.output + finished.errors).split(separator: "\n")
        let first = lines.first { $0.contains("error:") || $0.contains("ERROR:") || $0.contains("*** ") }
        let last = lines.last == first ? nil : lines.last
        return [first, last].compactMap { $0.map(String.init) }.joined(separator: "\n")
    }

    private func arguments(_ environment: [String: String]) -> [String] {
        var all = [
            "--die-with-parent", "--unshare-all", "--new-session", "--clearenv", "--ro-bind", root.string, "/",
            "--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp",
        ]
        for bind in readOnly { all += ["--ro-bind", bind.host.string, bind.at] }
        for bind in writable { all += ["--bind", bind.host.string, bind.at] }
        all += ["--chdir", "/"]
        for (name, value) in environment.sorted(by: { $0.key < $1.key }) { all += ["--setenv", name, value] }
        return all
    }

    /// bwrap cannot create a mount point in a read-only root. An empty directory does not change the root's content.
    private func makeMountPoint(_ place: String) throws {
        try Files.makeDirectory(root.appending(String(place.drop { $0 == "/" })))
    }
}

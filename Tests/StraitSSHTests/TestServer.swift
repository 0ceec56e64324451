// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import StraitModel
import StraitSSH
import Testing

extension Duration {
    /// More than anything here takes on the busiest machine: who waits for so long waits for what does not come.
    static let ample = Duration.seconds(300)
    /// Long before that, and no shorter than a busy machine may take for anything.
    static let soon = Duration.seconds(60)
}

/// What a test cannot do without; its text is what the test's reader sees.
struct Missing: Error, CustomStringConvertible {
    let description: String
}

/// A real dropbear that serves one connection: its standard input is one end of a socket pair, as in a guest it would be the
/// bridge to the port. It lives in a mount namespace with a home directory of its own, so the machine's keys are not touched.
final class TestServer: @unchecked Sendable {
    /// The test's end; `connect` takes it over.
    let descriptor: Int32
    let hostKey: SSHKeyPair
    let clientKey: SSHKeyPair
    let process: pid_t
    let home: URL

    private var reaped = false

    init() throws {
        let home = FileManager.default.temporaryDirectory.appending(path: "strait-ssh-\(UUID().uuidString)")
        self.home = home
        hostKey = try SSHKeys.generate()
        clientKey = try SSHKeys.generate()
        try Self.require("dropbear", "apt-get install dropbear-bin")
        try Self.require("unshare", "apt-get install util-linux")
        try Self.furnish(home, hostKey, clientKey)
        (descriptor, process) = try Self.withPair { end in
            try Self.spawn(
                [
                    "unshare", "--mount", "--propagation", "private", "sh", "-c",
                    "mount --bind \(home.path) /root && exec dropbear -i -W 1048576 -r /root/host.key",
                ], end, log: home.appending(path: "log").path)
        }
    }

    /// Ends the server and removes what it had. `withServer` calls it: a server that ended with its last mention would take a
    /// session along that is still used.
    fileprivate func remove() {
        end()
        try? FileManager.default.removeItem(at: home)
    }

    /// Connects with the right keys. A server that could not start says so instead of having hung up.
    func connect(limit: Duration = .ample, ciphers: [SSHCipher] = SSHCipher.standard) async throws -> SSHSession {
        do {
            return try await SSHSession.connect(
                descriptor: descriptor, hostKey: hostKey.authorizedKey, key: clientKey, limit: limit, ciphers: ciphers)
        } catch {
            let words = (try? String(contentsOf: home.appending(path: "log"), encoding: .utf8)) ?? ""
            throw words.isEmpty ? error : Missing(description: "the test's SSH server did not start: \(words)")
        }
    }

    /// Kills the server at once, with the commands that it has started: each is in a session of its own and would stay.
    func end() {
        guard !reaped else { return }
        // It starts nothing more while they are looked for.
        kill(process, SIGSTOP)
        let commands = Self.descendants(of: process)
        for process in [process] + commands { kill(process, SIGKILL) }
        waitpid(process, nil, 0)
        reaped = true
    }

    /// The processes that a process has started, and those that these have.
    static func descendants(of process: pid_t) -> [pid_t] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        let children = names.compactMap { pid_t($0) }.filter { id in
            // "PID (name) state parent …" (proc_pid_stat(5)); one that has ended meanwhile has none.
            let text = (try? String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8)) ?? ""
            let fields = text.split(separator: ")").last?.split(separator: " ") ?? []
            return fields.count > 1 && pid_t(fields[1]) == process
        }
        return children + children.flatMap(descendants)
    }

    /// Whether the server ends by itself within `limit`. Looks again and again instead of blocking: the threads that tests run on
    /// are few, and others need them.
    func ends(within limit: Duration) async throws -> Bool {
        let deadline = SuspendingClock.now.advanced(by: limit)
        while !reaped, SuspendingClock.now < deadline {
            reaped = waitpid(process, nil, WNOHANG) == process
            if !reaped { try await Task.sleep(for: .milliseconds(5)) }
        }
        return reaped
    }

    private static func furnish(_ home: URL, _ hostKey: SSHKeyPair, _ clientKey: SSHKeyPair) throws {
        let keys = home.appending(path: ".ssh")
        try FileManager.default.createDirectory(at: keys, withIntermediateDirectories: true)
        try Data(hostKey.dropbearHostKey()).write(to: home.appending(path: "host.key"))
        try Data((clientKey.authorizedKey + "\n").utf8).write(to: keys.appending(path: "authorized_keys"))
        // dropbear does not trust keys that others could have written.
        chmod(keys.appending(path: "authorized_keys").path, 0o600)
        chmod(keys.path, 0o700)
        chmod(home.path, 0o700)
    }

    private static func require(_ program: String, _ remedy: String) throws {
        let places = ["/usr/sbin", "/usr/bin", "/sbin", "/bin"]
        guard places.contains(where: { access("\($0)/\(program)", X_OK) == 0 }) else {
            throw Missing(description: "these tests need \(program): \(remedy)")
        }
        guard geteuid() == 0 else { throw Missing(description: "these tests start an SSH server and need root for it") }
    }

    // MARK: Other ends of a connection

    /// A connected pair whose far end `body` uses and this function then closes; the near end and what `body` returned.
    static func withPair<Result>(_ body: (Int32) throws -> Result) throws -> (Int32, Result) {
        var ends: [Int32] = [0, 0]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw Missing(description: "no socket pair: \(String(cString: strerror(errno)))")
        }
        defer { close(ends[1]) }
        return (ends[0], try body(ends[1]))
    }

    /// Starts a program with `end` as its standard input and output.
    static func spawn(_ arguments: [String], _ end: Int32, log: String) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, end, 0)
        posix_spawn_file_actions_adddup2(&actions, end, 1)
        posix_spawn_file_actions_addopen(&actions, 2, log, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        let words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        let environment: [UnsafeMutablePointer<CChar>?] = [strdup("PATH=/usr/sbin:/usr/bin:/sbin:/bin"), nil]
        defer { free(environment[0]) }
        var process: pid_t = 0
        let error = posix_spawnp(&process, arguments[0], &actions, nil, words, environment)
        guard error == 0 else { throw Missing(description: "\(arguments[0]): \(String(cString: strerror(error)))") }
        return process
    }
}

/// Every test that starts a server, one after the other: some of them count descriptors, and some measure time.
@Suite(.serialized) struct SSHTests {}

/// A server for the time of `body`.
func withServer(_ body: (TestServer) async throws -> Void) async throws {
    let server = try TestServer()
    defer { server.remove() }
    try await body(server)
}

/// A session with a server of its own for the time of `body`.
func withSession(_ body: (SSHSession, TestServer) async throws -> Void) async throws {
    try await withServer { server in
        let session = try await server.connect()
        try await body(session, server)
        await session.close()
    }
}

/// Runs `body`, which must throw a `StraitError` of `kind`, and returns that error and the time it took.
func expectFailure<Result>(
    _ kind: StraitError.Kind, _ body: () async throws -> Result, sourceLocation: SourceLocation = #_sourceLocation
) async throws -> (error: StraitError, time: Duration) {
    var caught: StraitError?
    let time = try await SuspendingClock().measure {
        do { _ = try await body() } catch let error as StraitError { caught = error }
    }
    let error = try #require(caught, "nothing was thrown", sourceLocation: sourceLocation)
    #expect(error.kind == kind, "\(error)", sourceLocation: sourceLocation)
    return (error, time)
}

// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import StraitModel
import StraitSSH
import Testing

extension SSHTests {
    @Test func connectsAndRunsACommand() async throws {
        try await withSession { session, _ in
            let shell: any GuestShell = session
            let result = try await shell.run("echo hello", limit: .ample)
            #expect(result == CommandResult(output: Array("hello\n".utf8), errors: [], status: 0))
        }
    }

    @Test func refusesAnotherHostKey() async throws {
        try await withServer { server in
            let (other, key) = (try SSHKeys.generate(), server.clientKey)
            let (error, _) = try await expectFailure(.infrastructure) {
                try await SSHSession.connect(
                    descriptor: server.descriptor, hostKey: other.authorizedKey, key: key, limit: .ample)
            }
            #expect(error.message.contains("host key"))
            #expect(error.cause?.contains("expected SHA256:") == true)
        }
    }

    @Test func saysThatTheKeyIsRefused() async throws {
        try await withServer { server in
            let (error, _) = try await expectFailure(.infrastructure) {
                try await SSHSession.connect(
                    descriptor: server.descriptor, hostKey: server.hostKey.authorizedKey, key: try SSHKeys.generate(),
                    limit: .ample)
            }
            #expect(error.message == "the guest does not accept the run's SSH key")
        }
    }

    @Test func failsWithoutACommonCipher() async throws {
        try await withServer { server in
            let (error, _) = try await expectFailure(.infrastructure) {
                try await server.connect(ciphers: [SSHCipher(rawValue: "aes256-gcm@openssh.com")])
            }
            #expect(error.cause?.contains("no match") == true, "\(error)")
        }
    }

    @Test(arguments: ["", "ssh-ed25519", "ssh-ed25519 AAAA", "nonsense AAAAC3NzaC1lZDI1NTE5AAAAI"])
    func refusesWhatIsNoHostKey(line: String) async throws {
        let (near, _) = try TestServer.withPair { _ in }
        _ = try await expectFailure(.infrastructure) {
            try await SSHSession.connect(
                descriptor: near, hostKey: line, key: try SSHKeys.generate(), limit: .seconds(1))
        }
    }

    // MARK: Servers that are none

    @Test func endsAtTheDeadlineWhenNobodyAnswers() async throws {
        var ends: [Int32] = [0, 0]
        try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
        defer { close(ends[1]) }
        let (near, keys) = (ends[0], try SSHKeys.generate())
        let (error, time) = try await expectFailure(.deadline) {
            try await SSHSession.connect(
                descriptor: near, hostKey: keys.authorizedKey, key: keys, limit: .milliseconds(300))
        }
        #expect(error.message.contains("0.3 seconds"))
        #expect(time > .milliseconds(290) && time < .soon)
        // The descriptor was closed: the other side sees the end, after the banner.
        var bytes = [UInt8](repeating: 0, count: 4096)
        while read(ends[1], &bytes, bytes.count) > 0 {}
    }

    @Test func noticesThatTheOtherSideHangsUp() async throws {
        let (near, _) = try TestServer.withPair { _ in }
        let keys = try SSHKeys.generate()
        let (error, time) = try await expectFailure(.guestGone) {
            try await SSHSession.connect(descriptor: near, hostKey: keys.authorizedKey, key: keys, limit: .ample)
        }
        #expect(error.message.contains("closed the connection"))
        #expect(time < .soon)
    }

    @Test(arguments: [
        String(repeating: "garbage", count: 100), "SSH-1.5-antique\r\n",
        "SSH-2.0-liar\r\nthis is no packet of the protocol and never was\n",
    ])
    func toldGarbageFails(text: String) async throws {
        var ends: [Int32] = [0, 0]
        try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
        defer { close(ends[1]) }
        try #require(write(ends[1], text, text.utf8.count) == text.utf8.count)
        let (near, keys) = (ends[0], try SSHKeys.generate())
        let (error, time) = try await expectFailure(.infrastructure) {
            try await SSHSession.connect(descriptor: near, hostKey: keys.authorizedKey, key: keys, limit: .ample)
        }
        #expect(error.message == "the SSH handshake with the guest failed")
        #expect(error.cause?.isEmpty == false)
        #expect(time < .soon)
    }

    // MARK: Descriptors

    @Test func closesEveryDescriptorOnce() async throws {
        func count() throws -> Int { try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count }
        // The first connection opens what stays open: Dispatch's own descriptors.
        try await withSession { _, _ in }
        let before = try count()
        for round in 0..<50 {
            try await withServer { server in
                switch round % 4 {
                case 0:
                    let session = try await server.connect()
                    #expect(try await session.run("true", limit: .ample).status == 0)
                    await session.close()
                    await session.close()
                case 1: _ = try await expectFailure(.deadline) { try await server.connect(limit: .zero) }
                case 2: _ = try await expectFailure(.infrastructure) { try await server.connect(ciphers: []) }
                default:
                    let (key, line) = (server.hostKey, server.hostKey.authorizedKey)
                    _ = try await expectFailure(.infrastructure) {
                        try await SSHSession.connect(
                            descriptor: server.descriptor, hostKey: line, key: key, limit: .ample)
                    }
                }
            }
        }
        // Each way of ending has 12 rounds. What other suites of this process left to be closed is far less.
        #expect(try abs(count() - before) < 10)
    }

    @Test func aDroppedSessionIsClosedToo() async throws {
        try await withServer { server in
            var session: SSHSession? = try await server.connect()
            #expect(try await session?.run("true", limit: .ample).status == 0)
            session = nil
            // The server ends when its connection does.
            #expect(try await server.ends(within: .seconds(10)))
        }
    }
}

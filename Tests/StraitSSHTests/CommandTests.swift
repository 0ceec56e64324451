// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import StraitModel
import StraitSSH
import Synchronization
import Testing

extension SSHTests {
    @Test func keepsStatusAndStreamsApart() async throws {
        try await withSession { session, _ in
            for status in [0, 1, 7, 126, 255] {
                #expect(try await session.run("exit \(status)", limit: .ample).status == status)
            }
            let result = try await session.run("echo out; echo err >&2; exit 3", limit: .ample)
            #expect(result.text == "out\n")
            #expect(result.errorText == "err\n")
            #expect(result.status == 3)
            #expect(try await session.run("kill -SEGV $$", limit: .ample).status == nil)
            #expect(try await session.run("cat; echo over", limit: .ample).text == "over\n")
        }
    }

    @Test func passesEveryByteThrough() async throws {
        try await withSession { session, _ in
            let bytes = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
            let result = try await session.run("cat", input: bytes, limit: .ample)
            #expect(result.output == bytes)
            let head = try await session.run("head -c 10", input: bytes, limit: .ample)
            #expect(head.output == Array(bytes.prefix(10)))
        }
    }

    @Test func boundsWhatItKeeps() async throws {
        try await withSession { session, _ in
            let result = try await session.run("head -c 67108864 /dev/zero; echo end >&2", limit: .ample)
            #expect(result.output.count == SSHSession.outputLimit)
            #expect(result.truncated)
            #expect(result.errorText == "end\n")
            #expect(result.status == 0)
            let whole = try await session.run("printf 12345", input: [], limit: .ample, keeping: 5)
            #expect(whole.text == "12345" && !whole.truncated)
            let cut = try await session.run("printf 123456", input: [], limit: .ample, keeping: 5)
            #expect(cut.text == "12345" && cut.truncated)
        }
    }

    @Test func runsManyCommandsInSequence() async throws {
        try await withSession { session, _ in
            for number in 0..<50 {
                let result = try await session.run("echo \(number)", limit: .ample)
                #expect(result.text == "\(number)\n")
            }
        }
    }

    @Test func runsCommandsSideBySide() async throws {
        try await withSession { session, _ in
            let texts = try await withThrowingTaskGroup(of: String.self) { group in
                for number in 0..<8 {
                    group.addTask {
                        try await session.run(
                            "head -c 3000000 /dev/zero | wc -c; sleep 1; echo \(number)", limit: .ample
                        ).text
                    }
                }
                return try await group.reduce(into: Set()) { $0.insert($1) }
            }
            #expect(texts == Set((0..<8).map { "3000000\n\($0)\n" }))
        }
    }

    @Test func runsSessionsInParallel() async throws {
        try await withThrowingTaskGroup { group in
            for _ in 0..<3 {
                group.addTask {
                    try await withSession { session, _ in
                        let result = try await session.run("head -c 5000000 /dev/zero; sleep 0.5", limit: .ample)
                        #expect(result.output.count == 5_000_000)
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    @Test func streamsWhatACommandPrints() async throws {
        try await withSession { session, _ in
            let chunks = Mutex<[OutputChunk]>([])
            let first = Mutex<SuspendingClock.Instant?>(nil)
            let status = try await session.stream("echo one; sleep 0.5; echo two >&2; exit 4", limit: .ample) {
                chunk in
                chunks.withLock { $0.append(chunk) }
                first.withLock { $0 = $0 ?? .now }
            }
            #expect(status == 4)
            #expect(chunks.withLock { $0 } == [.output(Array("one\n".utf8)), .errors(Array("two\n".utf8))])
            let lead = try #require(first.withLock { $0 }).duration(to: .now)
            #expect(lead > .milliseconds(400), "the first line came \(lead) before the end")
        }
    }

    // MARK: Deadlines and losses

    @Test(arguments: ["exec sleep 120", "yes", "while :; do :; done", "cat /dev/zero >&2"])
    func staysUsableAfterADeadline(command: String) async throws {
        try await withSession { session, server in
            let (error, time) = try await expectFailure(.deadline) {
                try await session.run(command, limit: .milliseconds(500))
            }
            #expect(error.message.contains(command))
            #expect(time > .milliseconds(490) && time < .soon, "\(time)")
            #expect(try await session.run("echo still here", limit: .ample).text == "still here\n")
            // The command is gone, not only forgotten: dropbear has no child but the one that counts, which leaves itself out.
            let count = try await session.run("pgrep -c -P \(server.process)", limit: .ample)
            #expect(count.text == "0\n")
        }
    }

    @Test func tellsTheLastWordsOfACommandThatHung() async throws {
        try await withSession { session, _ in
            let (error, _) = try await expectFailure(.deadline) {
                try await session.run("echo probing step 3; exec sleep 120", limit: .milliseconds(500))
            }
            #expect(error.cause == "its last output: probing step 3\n")
        }
    }

    @Test func aZeroDeadlineFailsAndHarmsNothing() async throws {
        try await withSession { session, _ in
            for _ in 0..<20 {
                _ = try await expectFailure(.deadline) { try await session.run("true", limit: .zero) }
                _ = try await expectFailure(.deadline) { try await session.run("sleep 5", limit: .microseconds(300)) }
            }
            #expect(try await session.run("echo still here", limit: .ample).text == "still here\n")
        }
    }

    /// A server that says nothing more confirms no channel, and what waits for that is in libssh still when the session goes.
    @Test func aSessionThatIsDroppedAfterADeadlineEndsNothingElse() async throws {
        try await withServer { server in
            var session: SSHSession? = try await server.connect()
            kill(server.process, SIGSTOP)
            defer { kill(server.process, SIGCONT) }
            _ = try await expectFailure(.deadline) { try await session?.run("true", limit: .milliseconds(200)) }
            session = nil
            // The session goes on its own queue; what it takes along shows here, in the middle of the next wait.
            try await Task.sleep(for: .milliseconds(500))
        }
    }

    @Test func cancellationEndsTheWait() async throws {
        try await withSession { session, _ in
            let task = Task { try await session.run("exec sleep 120", limit: .ample) }
            try await Task.sleep(for: .milliseconds(300))
            let start = SuspendingClock.now
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(start.duration(to: .now) < .soon)
            #expect(try await session.run("echo still here", limit: .ample).text == "still here\n")
        }
    }

    @Test func noticesTheServersDeath() async throws {
        try await withSession { session, server in
            let (error, time) = try await expectFailure(.guestGone) {
                Task {
                    try await Task.sleep(for: .milliseconds(300))
                    server.end()
                }
                return try await session.run("exec sleep 120 </dev/null >/dev/null 2>&1", limit: .ample)
            }
            #expect(error.cause?.isEmpty == false)
            #expect(time < .soon)
            // And it stays so, at once, for whatever comes after.
            let (second, again) = try await expectFailure(.guestGone) {
                try await session.run("true", limit: .ample)
            }
            #expect(second.description == error.description)
            #expect(again < .soon)
        }
    }

    @Test func closingEndsWhatRuns() async throws {
        try await withServer { server in
            let session = try await server.connect()
            let task = Task { try await session.run("exec sleep 120", limit: .ample) }
            try await Task.sleep(for: .milliseconds(300))
            await session.close()
            let (error, _) = try await expectFailure(.infrastructure) { try await task.value }
            #expect(error.message == "the SSH session was closed")
            _ = try await expectFailure(.infrastructure) { try await session.run("true", limit: .ample) }
        }
    }

    /// Commands are in sessions of their own: without this the tests' own would go on for minutes after their server.
    @Test func theCommandsOfAServerEndWithIt() async throws {
        try await withServer { server in
            let session = try await server.connect()
            let task = Task { try await session.run("exec sleep 120", limit: .ample) }
            var commands: [pid_t] = []
            let end = SuspendingClock.now.advanced(by: .soon)
            while commands.isEmpty, SuspendingClock.now < end {
                commands = TestServer.descendants(of: server.process)
                try await Task.sleep(for: .milliseconds(10))
            }
            #expect(!commands.isEmpty)
            server.end()
            _ = await task.result
            await session.close()
            // Gone, or dead and not collected yet by whoever got it.
            func lives(_ process: pid_t) -> Bool {
                let text = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? ""
                return text.split(separator: ")").last.map { !$0.hasPrefix(" Z") } ?? false
            }
            while commands.contains(where: lives), SuspendingClock.now < end {
                try await Task.sleep(for: .milliseconds(10))
            }
            #expect(!commands.contains(where: lives))
        }
    }

    @Test func aServerThatStopsReadingHoldsNobody() async throws {
        try await withSession { session, server in
            kill(server.process, SIGSTOP)
            defer { kill(server.process, SIGCONT) }
            let bytes = [UInt8](repeating: 1, count: 8 << 20)
            let (_, time) = try await expectFailure(.deadline) {
                try await session.run("cat", input: bytes, limit: .milliseconds(500))
            }
            #expect(time < .soon)
        }
    }
}

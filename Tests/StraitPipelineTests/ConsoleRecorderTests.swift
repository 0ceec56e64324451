// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import TestSupport
import Testing

@testable import StraitPipeline

@Suite(.serialized) struct ConsoleRecorderTests {
    // As the program does: a write to a pipe that nobody reads any more fails, and ends nothing.
    init() { signal(SIGPIPE) { _ in } }

    /// As much as a pipe holds.
    private static let piece = 64 << 10

    private func temporary() -> String { "/tmp/strait-console-\(UUID().uuidString.prefix(8).lowercased()).log" }

    @Test func whatComesIsKeptByteForByte() async throws {
        let path = temporary()
        defer { unlink(path) }
        let recorder = try ConsoleRecorder(path: path) {}
        recorder.take(Array("first\r\nsecond".utf8))
        recorder.take([0x00, 0xff])
        recorder.take([])
        await recorder.settle()
        let kept = FileManager.default.contents(atPath: path)
        #expect(kept == Data("first\r\nsecond".utf8) + Data([0x00, 0xff]))
        #expect(recorder.findings.trouble == nil)
    }

    /// A file that may not grow beyond a size takes a part of a write, which sets no errno; the reason is the next write's.
    @Test func aShortWriteIsToldWithItsOwnReason() async throws {
        let path = temporary()
        defer { unlink(path) }
        let recorder = try ConsoleRecorder(path: path) {}
        let before = signal(SIGXFSZ, SIG_IGN)
        var old = rlimit()
        let resource = __rlimit_resource_t(RLIMIT_FSIZE.rawValue)
        try #require(getrlimit(resource, &old) == 0)
        var small = rlimit(rlim_cur: 1000, rlim_max: old.rlim_max)
        try #require(setrlimit(resource, &small) == 0)
        recorder.take([UInt8](repeating: UInt8(ascii: "x"), count: 1500))
        recorder.take([UInt8](repeating: UInt8(ascii: "y"), count: 10))
        await recorder.settle()
        setrlimit(resource, &old)
        signal(SIGXFSZ, before)
        #expect(recorder.findings.trouble == "console.log is not whole: File too large")
        #expect(FileManager.default.contents(atPath: path)?.count == 1000)
    }

    /// A pipe that nobody reads is a disk that has stopped: who brings the bytes goes on at once, and the result tells.
    @Test(.timeLimit(.minutes(1))) func aDiskThatHasStoppedHoldsNobody() async throws {
        let path = temporary()
        try #require(mkfifo(path, 0o600) == 0)
        let reader = open(path, O_RDONLY | O_NONBLOCK)
        defer {
            close(reader)
            unlink(path)
        }
        let recorder = try ConsoleRecorder(path: path, longestQueue: 4 * Self.piece) {}
        // More than a pipe holds, and more than may wait for it. Who is held here is let go when the pipe has no reader any more.
        try #require(
            await isOver(within: .seconds(20)) {
                for _ in 0..<10 { recorder.take([UInt8](repeating: UInt8(ascii: "x"), count: Self.piece)) }
                recorder.take(Array("\n[    1.0] Kernel panic - not syncing: x\n".utf8))
            }, "who brings the bytes waits for the disk")
        await recorder.settle(limit: .milliseconds(50))
        #expect(recorder.findings.trouble == "console.log is not whole: the disk took too long")
        #expect(recorder.findings.reports.map(\.kind) == [.panic])
    }

    /// Once the disk goes on, so does the file, and where something is missing in it stands there.
    @Test(.timeLimit(.minutes(1))) func whatIsMissingIsNamedAtItsPlace() async throws {
        let path = temporary()
        try #require(mkfifo(path, 0o600) == 0)
        let reader = open(path, O_RDONLY | O_NONBLOCK)
        defer {
            close(reader)
            unlink(path)
        }
        let recorder = try ConsoleRecorder(path: path, longestQueue: 4 * Self.piece) {}
        // The first one fills the pipe. Only then is it certain what has to wait, and what is left out.
        recorder.take([UInt8](repeating: UInt8(ascii: "x"), count: Self.piece))
        await recorder.settle()
        try #require(
            await isOver(within: .seconds(20)) {
                for _ in 0..<9 { recorder.take([UInt8](repeating: UInt8(ascii: "x"), count: Self.piece)) }
            }, "who brings the bytes waits for the disk")
        func drain() async -> [UInt8] {
            var all: [UInt8] = []
            var piece = [UInt8](repeating: 0, count: 64 << 10)
            for _ in 0..<200 {
                while case let count = read(reader, &piece, piece.count), count > 0 { all += piece[..<count] }
                try? await Task.sleep(for: .milliseconds(5))
            }
            return all
        }
        var all = await drain()
        recorder.take(Array("after".utf8))
        await recorder.settle()
        all += await drain()
        let end = String(decoding: all.suffix(90), as: UTF8.self).drop { $0 == "x" }
        let said = /\n\[strait: ([0-9]+) bytes of the console are missing: the disk took too long\]\nafter/
        let missing = try #require(end.wholeMatch(of: said).flatMap { Int($0.1) }, "\(end)")
        #expect(missing > 0 && all.count == 10 * Self.piece - missing + end.utf8.count)
    }

    @Test func aDiskThatIsFullStopsNothing() async throws {
        let recorder = try ConsoleRecorder(path: "/dev/full") {}
        recorder.take(Array("[    1.0] Kernel panic - not syncing: x\n".utf8))
        await recorder.settle()
        #expect(recorder.findings.trouble == "console.log is not whole: No space left on device")
        #expect(recorder.findings.reports.map(\.kind) == [.panic])
    }

    /// By the clock of guests: what a host slept through is no silence of theirs.
    @Test func anEchoIsWhatComesAfterTheKnock() async throws {
        let path = temporary()
        defer { unlink(path) }
        let recorder = try ConsoleRecorder(path: path) {}
        recorder.take(Array("login: ".utf8))
        let checkConsole = GuestClock.now
        #expect(await !recorder.isHeard(after: checkConsole, limit: .milliseconds(50)))
        #expect(recorder.silence >= 0.05)
        recorder.take(Array("\r\n".utf8))
        #expect(await recorder.isHeard(after: checkConsole, limit: .zero))
    }

    @Test func aFileThatCannotBeIsOneSentence() {
        #expect(throws: StraitError.self) { try ConsoleRecorder(path: "/nonexistent/console.log") {} }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import Testing

@testable import StraitPipeline

@Suite(.serialized) struct ConsoleRecorderTests {
    private func temporary() -> String { "/tmp/strait-console-\(UUID().uuidString.prefix(8).lowercased()).log" }

    @Test func whatComesIsKeptByteForByte() throws {
        let path = temporary()
        defer { unlink(path) }
        let recorder = try ConsoleRecorder(path: path) {}
        recorder.take(Array("first\r\nsecond".utf8))
        recorder.take([0x00, 0xff])
        recorder.take([])
        let kept = FileManager.default.contents(atPath: path)
        #expect(kept == Data("first\r\nsecond".utf8) + Data([0x00, 0xff]))
        #expect(recorder.findings.trouble == nil)
    }

    /// A file that may not grow beyond a size takes a part of a write, which sets no errno; the reason is the next write's.
    @Test func aShortWriteIsToldWithItsOwnReason() throws {
        let path = temporary()
        defer { unlink(path) }
        let recorder = try ConsoleRecorder(path: path) {}
        let before = signal(SIGXFSZ, SIG_IGN)
        var old = rlimit()
        let resource = __rlimit_resource_t(RLIMIT_FSIZE.rawValue)
        try #require(getrlimit(resource, &old) == 0)
        var small = rlimit(rlim_cur: 1000, rlim_max: old.rlim_max)
        try #require(setrlimit(resource, &small) == 0)
        // What a call before has left there.
        errno = ENOENT
        recorder.take([UInt8](repeating: UInt8(ascii: "x"), count: 1500))
        recorder.take([UInt8](repeating: UInt8(ascii: "y"), count: 10))
        setrlimit(resource, &old)
        signal(SIGXFSZ, before)
        #expect(recorder.findings.trouble == "console.log is not whole: File too large")
        #expect(FileManager.default.contents(atPath: path)?.count == 1000)
    }

    @Test func aDiskThatIsFullStopsNothing() throws {
        let recorder = try ConsoleRecorder(path: "/dev/full") {}
        recorder.take(Array("[    1.0] Kernel panic - not syncing: x\n".utf8))
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

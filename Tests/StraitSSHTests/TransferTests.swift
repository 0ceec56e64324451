// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import StraitModel
import StraitSSH
import Synchronization
import Testing

extension SSHTests {
    @Test func uploadsAndDownloads() async throws {
        try await withSession { session, server in
            // As the machine sees it: what is uploaded can be looked at without SSH.
            let home = server.home.path
            let bytes = (0..<3_000_001).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 9) }
            let name = "it's a \"name\" $HOME"
            try await session.upload(bytes, to: "/root/\(name)", mode: 0o750, limit: .ample)
            var status = stat()
            #expect(stat("\(home)/\(name)", &status) == 0 && status.st_mode & 0o7777 == 0o750)
            #expect(try await session.download("/root/\(name)", limit: .ample) == bytes)

            try await session.upload(file: "\(home)/\(name)", to: "/root/again", limit: .ample)
            try await session.download("/root/again", to: "\(home)/back", limit: .ample)
            #expect(try Data(contentsOf: URL(filePath: "\(home)/back")) == Data(bytes))

            try await session.upload([], to: "/root/again", limit: .ample)
            #expect(try await session.download("/root/again", limit: .ample) == [])
            let parts = try FileManager.default.contentsOfDirectory(atPath: home).filter { $0.hasSuffix(".part") }
            #expect(parts == [])
        }
    }

    @Test func saysWhyATransferFailed() async throws {
        try await withSession { session, server in
            let home = server.home.path
            let (upload, _) = try await expectFailure(.infrastructure) {
                try await session.upload([1], to: "/nowhere/file", limit: .ample)
            }
            #expect(upload.message == "cannot write /nowhere/file in the guest")
            #expect(upload.cause?.contains("No such file") == true)
            let (download, _) = try await expectFailure(.infrastructure) {
                try await session.download("/nowhere", limit: .ample)
            }
            #expect(download.cause?.contains("No such file") == true)
            _ = try await expectFailure(.infrastructure) {
                try await session.download("/nowhere", to: "\(home)/x", limit: .ample)
            }
            let (large, _) = try await expectFailure(.infrastructure) {
                try await session.download("/bin/sh", limit: .ample, maximum: 100)
            }
            #expect(large.cause == "it has more than 100 bytes")
            #expect(!FileManager.default.fileExists(atPath: "\(home)/x.part"))
        }
    }

    @Test func aBrokenUploadLeavesNoFile() async throws {
        try await withSession { session, server in
            let bytes = [UInt8](repeating: 1, count: 64 << 20)
            _ = try await expectFailure(.guestGone) {
                Task {
                    // Killed in the middle, wherever that is: once the first part of the file is there.
                    while access("\(server.home.path)/file.part", F_OK) != 0 {
                        try await Task.sleep(for: .milliseconds(1))
                    }
                    server.end()
                }
                try await session.upload(bytes, to: "/root/file", limit: .ample)
            }
            try await Task.sleep(for: .milliseconds(300))
            #expect(access("\(server.home.path)/file", F_OK) != 0)
        }
    }

    @Test func aTerminalIsOne() async throws {
        try await withSession { session, _ in
            let (events, user) = AsyncStream.makeStream(of: TerminalEvent.self)
            let screen = Mutex("")
            // Each question is answered when it is on the screen, as a user would.
            let answers = Mutex<[(question: String, answer: [TerminalEvent])]>([
                ("first? ", [.typed(Array("yes\n".utf8))]),
                ("second? ", [.resized(TerminalSize(columns: 132, rows: 50)), .typed(Array("on\n".utf8))]),
                ("third? ", [.typed([3])]),
            ])
            let script = """
                trap 'echo interrupted; exit 9' INT; echo $TERM; stty size; printf 'first? '; read a
                printf 'second? '; read b; stty size; printf 'third? '; sleep 100
                """
            let status = try await session.terminal(
                script, type: "vt220", size: TerminalSize(columns: 80, rows: 24), events: events, limit: .ample
            ) { bytes in
                let text = screen.withLock { text in
                    text += String(decoding: bytes, as: UTF8.self)
                    return text
                }
                answers.withLock { answers in
                    while let next = answers.first, text.contains(next.question) {
                        for event in next.answer { user.yield(event) }
                        answers.removeFirst()
                    }
                }
            }
            let text = screen.withLock { $0 }
            #expect(status == 9, "\(text)")
            for line in ["vt220\r\n", "24 80\r\n", "50 132\r\n", "interrupted\r\n"] {
                #expect(text.contains(line), "\(text)")
            }
        }
    }

    @Test(arguments: ["", "a", "a b", "it's", "'", "''", "$(x) `y` \\ \"", "a\nb", "ü"])
    func quotesForAShell(text: String) async throws {
        try await withSession { session, _ in
            let result = try await session.run("printf %s \(ShellWord.enclosed(text))", limit: .ample)
            #expect(result.text == text)
        }
    }
}

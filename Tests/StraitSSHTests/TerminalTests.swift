// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import StraitModel
import StraitWorkload
import StraitSSH
import Synchronization
import Testing

extension SSHTests {
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

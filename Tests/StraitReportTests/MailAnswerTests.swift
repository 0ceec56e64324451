// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import Testing

@testable import StraitReport

@Suite struct MailAnswerTests {
    private static func thread(subject: String = "[PATCH v2 0/2] mm: a series", cc: String = "") -> ThreadMail {
        ThreadMail(
            messageID: "<two-0@x>", references: ["<one-0@x>"], from: "A. Author <author@example.org>",
            to: "linux-mm@kvack.org, \"List, The\" <list@example.org>", cc: cc, subject: subject)
    }

    private static func head(_ mail: String) -> [String] {
        mail.split(separator: "\n", omittingEmptySubsequences: false).prefix { !$0.isEmpty }.map(String.init)
    }

    @Test func itAnswersTheSenderAndTheLists() {
        let answer = MailAnswer(
            to: Self.thread(cc: "Jane Doe <jane@example.org>, author@example.org"), text: "text\n",
            sender: "Jane Doe <jane@example.org>")
        #expect(
            Self.head(answer.mail) == [
                "From: Jane Doe <jane@example.org>", "To: A. Author <author@example.org>",
                "Cc: linux-mm@kvack.org,", " \"List, The\" <list@example.org>",
                "Subject: Re: [PATCH v2 0/2] mm: a series",
                "In-Reply-To: <two-0@x>", "References: <one-0@x>", " <two-0@x>", "MIME-Version: 1.0",
                "Content-Transfer-Encoding: 8bit", "Content-Type: text/plain; charset=UTF-8",
            ])
    }

    /// Whoever wrote a mail of the thread adds no field to the answer.
    @Test func aFieldStaysOneField() {
        let hostile = Self.thread(
            subject: "[PATCH] x\r\nBcc: mallory@example.org\n\nbody", cc: "a@b.c\nBcc: m@example.org")
        let head = Self.head(MailAnswer(to: hostile, text: "text\n").mail)
        #expect(!head.contains { $0.lowercased().hasPrefix("bcc:") })
        #expect(head.count { $0.hasPrefix("Subject:") } == 1 && head.last?.hasPrefix("Content-Type:") == true)
    }

    @Test func attachmentsAreWhole() {
        let binary = (0...255).map { UInt8($0) }
        let answer = MailAnswer(
            to: Self.thread(), text: "--=_strait_0\ntext\n",
            attachments: [
                .init(name: "a.yaml", content: Array("name: a\n".utf8)), .init(name: "b\".bin", content: binary),
            ])
        let mail = answer.mail
        #expect(mail.contains("boundary=\"=_strait_1\"") && mail.hasSuffix("--=_strait_1--\n"))
        #expect(
            mail.contains("filename=\"a.yaml\"") && mail.contains("filename=\"b.bin\"") && mail.contains("\nname: a\n"))
        #expect(mail.replacing("\n", with: "").contains(Data(binary).base64EncodedString()))
    }

    /// The real git send-email, where it is installed.
    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/usr/lib/git-core/git-send-email")))
    func gitSendsIt() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "strait-answer-\(UUID().uuidString).txt")
        defer { try? FileManager.default.removeItem(at: file) }
        let answer = MailAnswer(to: Self.thread(), text: "text\n", sender: "Jane Doe <jane@example.org>")
        try Data(answer.mail.utf8).write(to: file)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/git")
        process.arguments = [
            "-c", "sendemail.smtpServer=/bin/false", "send-email", "--dry-run", "--quiet", "--confirm=never",
            "--suppress-cc=all",
            "--from=Jane Doe <jane@example.org>", file.path,
        ]
        let output = Pipe()
        (process.standardOutput, process.standardError) = (output, output)
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(said)")
    }
}

// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import SystemPackage
import Testing

@testable import StraitImage

/// Which mail of a thread is answered, with the real git.
@Suite final class ThreadReaderTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private static func mail(_ subject: String, _ id: String?, more: String = "", body: String = "text") -> String {
        let head = ["From: A. Author <author@example.org>", "To: linux-mm@kvack.org", "Subject: \(subject)"]
        let lines = head + (id.map { ["Message-ID: <\($0)>"] } ?? []) + (more.isEmpty ? [] : [more])
        return "From mboxrd@z Thu Jan  1 00:00:00 1970\n" + lines.joined(separator: "\n") + "\n\n\(body)\n\n"
    }

    private func answered(_ mails: String..., name: String = "thread.mbox") async throws -> ThreadMail {
        try scratch.write(mails.joined(), to: name)
        return try await ThreadReader.mail(
            in: scratch.path.appending(name).string, cache: scratch.path.appending("cache").string)
    }

    private func refusal(_ mails: String...) async throws -> String {
        try scratch.write(mails.joined(), to: "thread.mbox")
        let (file, cache) = (scratch.path.appending("thread.mbox").string, scratch.path.appending("cache").string)
        let error = await #expect(throws: StraitError.self) { try await ThreadReader.mail(in: file, cache: cache) }
        #expect(error?.isWrongRequest == true)
        return error?.description ?? ""
    }

    @Test func theCoverLetterOfTheNewestVersion() async throws {
        let mail = try await answered(
            Self.mail("[PATCH 0/2] mm: a series", "one-0"), Self.mail("[PATCH v2 1/2] mm: first", "two-1"),
            Self.mail(
                "[PATCH v2 0/2] mm: a series", "two-0",
                more: "Cc: B <b@example.org>,\n\tC <c@example.org>\nReferences: <one-0>\n <two-0>"),
            Self.mail("Re: [PATCH v2 0/2] mm: a series", "answer"), Self.mail("[PATCH v2 2/2] mm: second", "two-2"))
        #expect(mail.messageID == "<two-0>" && mail.references == ["<one-0>"])
        #expect(mail.subject == "[PATCH v2 0/2] mm: a series")
        #expect(mail.cc.contains("B <b@example.org>") && mail.cc.contains("C <c@example.org>"))
    }

    @Test func theFirstPatchWithoutACoverLetter() async throws {
        let mail = try await answered(
            Self.mail("[PATCH 2/2] mm: second", "2"), Self.mail("[PATCH 1/2] mm: first", "1", more: "In-Reply-To: <0>"))
        #expect(mail.messageID == "<1>" && mail.references == ["<0>"])
        #expect(try await answered(Self.mail("[PATCH] mm: alone", "a")).messageID == "<a>")
    }

    @Test func anEncodedSubjectIsRead() async throws {
        let mail = try await answered(
            Self.mail("[PATCH v1 1/1] mm: x", "old"),
            Self.mail("=?utf-8?q?=5BPATCH_v3_0/1=5D_mm=3A_J=C3=A9r=C3=B4me?=", "new"))
        #expect(mail.messageID == "<new>" && mail.subject.hasPrefix("=?utf-8?"))
    }

    @Test func aPackedMailbox() async throws {
        _ = try await answered(Self.mail("[PATCH] mm: alone", "a"))
        let gzip = Process()
        gzip.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        gzip.arguments = ["gzip", "-k", scratch.path.appending("thread.mbox").string]
        try gzip.run()
        gzip.waitUntilExit()
        let mail = try await ThreadReader.mail(
            in: scratch.path.appending("thread.mbox.gz").string, cache: scratch.path.appending("cache").string)
        #expect(mail.messageID == "<a>")
    }

    @Test func whatCannotBeAnswered() async throws {
        #expect(
            try await refusal(Self.mail("Re: [PATCH] mm: alone", "a")).contains(
                "no mail whose subject begins with [PATCH"))
        #expect(try await refusal(Self.mail("[PATCH] mm: alone", nil)).contains("has no Message-ID"))
        #expect(try await refusal("diff --git a/x b/x\n").contains("is no mailbox"))
        #expect(
            try await refusal(
                Self.mail("[PATCH] mm: x", "a").replacing("From: A. Author <author@example.org>", with: "From: nobody")
            ).contains("has no sender"))
    }
}

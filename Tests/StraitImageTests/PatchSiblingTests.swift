// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitSystem
import Testing

@testable import StraitImage

/// Patches as mail programs, archives and other tools leave them, read by the real git and applied to a tree.
@Suite struct PatchSiblingTests {
    private let bench: PatchBench

    init() throws { bench = try PatchBench() }

    private func write(_ mails: SampleMail..., to name: String = "t.mbox") throws {
        try bench.scratch.write(mails.text, to: name)
    }

    private func write(_ bytes: [UInt8], to name: String) throws {
        try WholeFile.write(bytes, to: bench.scratch.path.appending(name).string)
    }

    private func mail(_ type: String, _ body: String, subject: String = "[PATCH] mm: x", encoding: String = "8bit")
        -> SampleMail
    {
        var mail = SampleMail(subject)
        mail.fields = ["MIME-Version: 1.0", "Content-Type: \(type)", "Content-Transfer-Encoding: \(encoding)"]
        mail.body = body
        return mail
    }

    @Test func threadOfThreeVersionsHasItsNewestWhole() async throws {
        try write(
            SampleMail("[PATCH net-next 0/2] mm: all", id: "c1"),
            SampleMail("[PATCH net-next 1/2] mm: a", change: 1, value: 1, id: "a1", inReplyTo: "c1"),
            SampleMail("[PATCH net-next 2/2] mm: b", change: 2, value: 2, id: "b1", inReplyTo: "c1"),
            SampleMail("Re: [PATCH net-next 1/2] mm: a", change: 3, id: "r1", inReplyTo: "a1"),
            SampleMail("[PATCH net-next v3 0/2] mm: all", id: "c3", inReplyTo: "c1"),
            SampleMail("[PATCH net-next v3 2/2] mm: b", change: 2, value: 32, id: "b3", inReplyTo: "c3"),
            SampleMail("[PATCH net-next v3 1/2] mm: a", change: 1, value: 31, id: "a3", inReplyTo: "c3"),
            SampleMail("[PATCH net-next v4 1/2] mm: a", change: 1, value: 41, id: "a4", inReplyTo: "c1"))
        #expect(try await bench.returns("t.mbox") == [31, 32])
        let set = try await bench.set("t.mbox")
        #expect(set.title == "mm: all" && set.version == 3)
        #expect(set.patches.map(\.applied.messageID) == ["a3@example.org", "b3@example.org"])
        #expect(set.notes.last == "version 4 is not complete: it lacks 2 of 2")
    }

    @Test func attachmentsAreRead() async throws {
        let parts = { (type: String, content: String, encoding: String) in
            "--b\nContent-Type: text/plain\n\nPlease see the attachment.\n\n--b\nContent-Type: \(type); name=\"1.patch\"\n"
                + "Content-Disposition: attachment; filename=\"1.patch\"\nContent-Transfer-Encoding: \(encoding)\n\n\(content)\n--b--\n"
        }
        let diff = PatchBench.diff(1)
        let base64 = Data(diff.utf8).base64EncodedString(options: [.lineLength76Characters, .endLineWithLineFeed])
        let multipart = "multipart/mixed; boundary=b"
        try write(mail(multipart, parts("text/x-patch", diff, "7bit")), to: "plain.mbox")
        try write(mail(multipart, parts("application/octet-stream", base64, "base64")), to: "base64.mbox")
        // What git format-patch wrote has a head of its own; its first line is quoted in a mailbox.
        let whole =
            ">From 0123456789012345678901234567890123456789 Mon Sep 17 00:00:00 2001\nFrom: A <a@example.org>\n"
            + "Subject: mm: other\n\nWhy.\n---\n\(diff)"
        try write(mail(multipart, parts("text/x-patch", whole, "7bit")), to: "whole.mbox")
        for name in ["plain.mbox", "base64.mbox", "whole.mbox"] {
            #expect(try await bench.returns(name) == [500], "\(name)")
            #expect(try await bench.set(name).patches.map(\.applied.subject) == ["mm: x"], "\(name)")
        }
    }

    @Test func quotedPrintableIsDecoded() async throws {
        let text =
            "Why =E2=80=94.\n\n---\n" + PatchBench.diff(1).replacing("=", with: "=3D").replacing("\t", with: "=09")
        try write(mail("text/plain; charset=UTF-8", text, encoding: "quoted-printable"))
        #expect(try await bench.returns("t.mbox") == [500])
    }

    @Test func signedMailIsApplied() async throws {
        let signature = "-----BEGIN PGP SIGNATURE-----\n\niHUEARYIAB0WIQ\n-----END PGP SIGNATURE-----\n"
        let body =
            "--b\nContent-Type: text/plain; charset=UTF-8\n\nWhy.\n\n---\n\(PatchBench.diff(1))\n--b\n"
            + "Content-Type: application/pgp-signature; name=signature.asc\n\n\(signature)\n--b--\n"
        try write(mail("multipart/signed; micalg=pgp-sha512; protocol=\"application/pgp-signature\"; boundary=b", body))
        #expect(try await bench.returns("t.mbox") == [500])
        // In the clear each line with a dash at its beginning has another one.
        let escaped = ("Why.\n\n---\n" + PatchBench.diff(1)).split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.hasPrefix("-") ? "- \($0)" : String($0) }.joined(separator: "\n")
        try write(
            mail("text/plain", "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n\(escaped)\(signature)"),
            to: "clear.mbox")
        let error = try await bench.refusal("clear.mbox")
        #expect(error.kind == .request && error.cause?.hasPrefix("it is signed in the clear") == true)
    }

    @Test func flowedTextIsReadWhereItCanBe() async throws {
        let diff = "--- a/mm/memremap.c\n+++ b/mm/memremap.c\n@@ -31,3 +31,3 @@\n {\n-\treturn 5;\n+\treturn 500;\n }\n"
        // A line that begins with a blank gets another one (RFC 3676, 4.4).
        let stuffed = { (text: String) in
            text.split(separator: "\n", omittingEmptySubsequences: false).map {
                $0.hasPrefix(" ") ? " \($0)" : String($0)
            }
            .joined(separator: "\n")
        }
        try write(mail("text/plain; format=flowed", "Why.\n\n---\n" + stuffed(diff)))
        #expect(try await bench.returns("t.mbox") == [500])
        // An empty line of the context ends with a blank, and is joined with the next.
        try write(mail("text/plain; format=flowed", "Why.\n\n---\n" + stuffed(PatchBench.diff(1))), to: "bad.mbox")
        let error = try await bench.refusal("bad.mbox")
        #expect(error.kind == .request && error.cause?.contains("format=flowed") == true)
    }

    @Test func whatIsThereAsHTMLTooIsTold() async throws {
        let part = "---\n\(PatchBench.diff(1))"
        try write(
            mail(
                "multipart/alternative; boundary=b",
                "--b\nContent-Type: text/plain\n\n\(part)\n--b\nContent-Type: text/html\n\n<pre>\n\(part)</pre>\n--b--\n"
            ))
        let error = try await bench.refusal("t.mbox")
        #expect(error.cause?.contains("as HTML") == true, "\(error)")
    }

    @Test func rawEightBitSubjectsAreText() async throws {
        let text = [SampleMail("[PATCH] mm: café", change: 1)].text
        try Array(text.utf8).withUnsafeBytes {
            try Data($0).write(to: URL(fileURLWithPath: bench.scratch.path.appending("utf8.mbox").string))
        }
        try write([UInt8](PatchBench.latin1(text)), to: "latin1.mbox")
        for name in ["utf8.mbox", "latin1.mbox"] {
            #expect(try await bench.set(name).patches.map(\.applied.subject) == ["mm: café"], "\(name)")
        }
    }

    @Test func authorIsWhoWroteItAndNotWhoSentIt() async throws {
        var mail = SampleMail("[PATCH] mm: x", change: 1)
        mail.body = "From: Joe Author <joe@example.org>\n\n" + mail.body
        try write(mail)
        #expect(try await bench.set("t.mbox").patches.map(\.applied.author) == ["Joe Author <joe@example.org>"])
    }

    @Test func mailboxWithCarriageReturnsIsOne() async throws {
        let text = [SampleMail("[PATCH 2/2] mm: b", change: 2), SampleMail("[PATCH 1/2] mm: a", change: 1)].text
        try write(Array(text.replacing("\n", with: "\r\n").utf8), to: "t.mbox")
        #expect(try await bench.returns("t.mbox") == [500, 1000])
        #expect(try await bench.set("t.mbox").patches.map(\.files) == [["mm/memremap.c"], ["mm/memremap.c"]])
    }

    @Test func filesWithCarriageReturnsKeepThem() async throws {
        try bench.scratch.write("one\r\ntwo\r\n", to: "linux/dos.txt")
        let diff = "--- a/dos.txt\n+++ b/dos.txt\n@@ -1,2 +1,2 @@\n one\r\n-two\r\n+2\r\n"
        try bench.scratch.write(diff, to: "own.diff")
        try bench.scratch.write(diff.replacing("\r\n", with: "\n").replacing("\n", with: "\r\n"), to: "all.diff")
        for name in ["own.diff", "all.diff"] {
            #expect(try await bench.variant([name]).read("dos.txt") == "one\r\n2\r\n", "\(name)")
        }
        #expect(
            try await bench.set("all.diff").notes == [
                "all.diff: applied with the carriage returns at the ends of its lines"
            ])
        #expect(try await bench.set("own.diff").notes.isEmpty)
    }

    @Test(arguments: [("gzip", "gz"), ("xz", "xz"), ("zstd", "zst")]) func packedIsUnpacked(
        _ program: String, _ suffix: String
    ) async throws {
        try write(SampleMail("[PATCH] mm: a", change: 1))
        let options = program == "zstd" ? ["-q", "--rm"] : []
        try await StraitImage.Program.check(program, options + [bench.scratch.path.appending("t.mbox").string])
        #expect(try await bench.returns("t.mbox.\(suffix)") == [500])
        // By its content, whatever it is called.
        let bytes = try PatchFileContent.bytes(of: bench.scratch.path.appending("t.mbox.\(suffix)"))
        try write(bytes, to: "download")
        #expect(try await bench.returns("download") == [500])
        try write(Array(bytes.prefix(bytes.count / 2)), to: "cut")
        #expect(try await bench.refusal("cut").message.hasSuffix("cut cannot be unpacked by \(program)"))
    }

    @Test func whatUnpacksWithoutEndIsRefused() async throws {
        let file = bench.scratch.path.appending("bomb").string
        try Data().write(to: URL(fileURLWithPath: file))
        let handle = try #require(FileHandle(forWritingAtPath: file))
        try handle.truncate(atOffset: UInt64(PatchFileContent.limit) + 1)
        try handle.close()
        try await StraitImage.Program.check("gzip", [file])
        #expect(
            try await bench.refusal("bomb.gz").message.hasSuffix("has more than 64 MiB: that is no series of patches"))
    }

    @Test(arguments: [
        ("PK\u{03}\u{04}rest", "an archive (zip)"), ("BZh91AY", "cannot be unpacked by bzip2"),
        ("\u{00}\u{01}\u{02}", "is no text"), ("<html><body>", "a web page"), ("  \n\n", "is empty"),
        ("just words\n", "neither a diff nor a mail"),
    ])
    func otherFilesAreTold(_ text: String, _ words: String) async throws {
        try bench.scratch.write(text, to: "x.patch")
        let error = try await bench.refusal("x.patch")
        #expect(error.kind == .request && error.message.contains(words), "\(error)")
    }

    @Test func markOfUTF8IsNoLine() async throws {
        try write([0xef, 0xbb, 0xbf] + Array(PatchBench.diff(1).utf8), to: "x.diff")
        #expect(try await bench.returns("x.diff") == [500])
        // UTF-16 without a mark, and of the other order.
        try write(Array(PatchBench.diff(1).utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }), to: "wide.diff")
        #expect(try await bench.refusal("wide.diff").message.contains("UTF-16"))
    }

    @Test func directoriesOfB4AndMaildirs() async throws {
        try write(
            SampleMail("[PATCH v2 1/2] mm: a", change: 1), SampleMail("[PATCH v2 2/2] mm: b", change: 2),
            to: "b4/v2_20260101_jane_mm.mbx")
        try write(SampleMail("[PATCH v2 0/2] mm: all"), to: "b4/v2_20260101_jane_mm.cover")
        let set = try await bench.set("b4")
        #expect(set.title == "mm: all" && set.patches.count == 2)
        #expect(try await bench.returns("b4/v2_20260101_jane_mm.mbx") == [500, 1000])
        for (index, name) in ["new/1", "cur/2:2,S"].enumerated() {
            let mail = SampleMail("[PATCH \(index + 1)/2] mm: \(index)", change: index + 1)
            try bench.scratch.write(String(mail.text.drop { $0 != "\n" }.dropFirst()), to: "maildir/\(name)")
        }
        try Files.makeDirectory(bench.scratch.path.appending("maildir/tmp"))
        #expect(try await bench.returns("maildir") == [500, 1000])
    }

    @Test func directoryOfTwoVersionsHasTheNewer() async throws {
        for (version, prefix) in [(1, ""), (2, "v2-")] {
            for number in 1...2 {
                let tag = version == 1 ? "PATCH" : "PATCH v2"
                try write(
                    SampleMail("[\(tag) \(number)/2] mm: \(number)", change: number, value: version * 10 + number),
                    to: "fp/\(prefix)000\(number)-mm.patch")
            }
        }
        #expect(try await bench.returns("fp") == [21, 22])
        #expect(try await bench.returns("fp/*.patch") == [21, 22])
        #expect(try await bench.returns("fp/0*.patch") == [11, 12])
        #expect(try await bench.refusal("fp/x*.patch").message.hasPrefix("nothing fits the pattern"))
        // As a shell writes them out.
        #expect(
            try await bench.returns(
                "fp/0001-mm.patch", "fp/0002-mm.patch", "fp/v2-0001-mm.patch", "fp/v2-0002-mm.patch") == [21, 22])
        let half = try await bench.refusal("fp/0001-mm.patch", "fp/0002-mm.patch", "fp/v2-0002-mm.patch")
        #expect(half.message.contains("“[PATCH 1/2] mm: 1” only in the older one"))
        let part = try await bench.set("fp/0002-mm.patch")
        #expect(part.notes == ["“[PATCH 2/2] mm: 2” is of a series of 2 patches; 1 is not named"])
    }

    @Test func plainDiffsAndMailsOfADirectory() async throws {
        try bench.scratch.write(PatchBench.diff(3), to: "mix/0003-c.diff")
        for number in 1...2 {
            try write(SampleMail("[PATCH \(number)/2] mm: \(number)", change: number), to: "mix/000\(number)-x.patch")
        }
        #expect(
            try await bench.set("mix").patches.map(\.name) == ["[PATCH 1/2] mm: 1", "[PATCH 2/2] mm: 2", "0003-c.diff"])
        try write(SampleMail("[PATCH 1/2] mm: 1", change: 1), to: "mix/0004-x.patch")
        try Files.remove(bench.scratch.path.appending("mix/0001-x.patch"))
        #expect(try await bench.refusal("mix").message.contains("write the order into a file called series"))
    }

    @Test func quiltSaysTheOrderAndTheLevel() async throws {
        try bench.scratch.write(PatchBench.diff(1, prefixes: ("", "")), to: "q/b.patch")
        try bench.scratch.write(PatchBench.diff(2, prefixes: ("linux.orig/", "linux/")), to: "q/a.patch")
        try write(SampleMail("[PATCH 7/9] mm: c", change: 3), to: "q/c.patch")
        try bench.scratch.write(
            "# the order\nb.patch -p0 # without prefixes\n\n  a.patch -pab\nc.patch\t-p 1\n#d.patch\n", to: "q/series")
        #expect(try await bench.set("q").patches.map(\.name) == ["b.patch", "a.patch", "[PATCH 7/9] mm: c"])
        #expect(try await bench.returns("q") == [500, 1000, 1500])
        #expect(try await bench.returns("q/series") == [500, 1000, 1500])
        try bench.scratch.write("b.patch -R\n", to: "q/series")
        #expect(try await bench.refusal("q").message.contains("has b.patch with -R"))
    }

    @Test func newFileNeverLandsBesideItsDirectory() async throws {
        let body = "@@ -0,0 +1 @@\n+new\n"
        let heads = [
            "diff --git mm/new.c mm/new.c\nnew file mode 100644\n--- /dev/null\n+++ mm/new.c\n",
            "--- /dev/null\n+++ mm/new.c\n", "--- /dev/null\n+++ b/mm/new.c\n", "--- mm/new.c.orig\n+++ mm/new.c\n",
            "--- linux.orig/mm/new.c\n+++ linux/mm/new.c\n",
            "diff --git a/mm/new.c b/mm/new.c\nnew file mode 100644\n--- /dev/null\n+++ b/mm/new.c\n",
            "diff --git i/mm/new.c w/mm/new.c\nnew file mode 100644\n--- /dev/null\n+++ w/mm/new.c\n",
        ]
        for (index, head) in heads.enumerated() {
            let start = head.contains("/dev/null") ? head : head
            try bench.scratch.write(start + body, to: "\(index).diff")
            #expect(try await bench.variant(["\(index).diff"]).staged == ["mm/new.c"], "\(head)")
        }
    }

    @Test func renamesWithoutPrefixesAndMixedPaths() async throws {
        try bench.scratch.write(
            "diff --git mm/latin1.c lib/latin1.c\nsimilarity index 100%\nrename from mm/latin1.c\nrename to lib/latin1.c\n",
            to: "move.diff")
        let moved = try await bench.variant(["move.diff"])
        #expect(moved.content.entries["mm/latin1.c"] == nil && moved.content.entries["lib/latin1.c"] != nil)
        try bench.scratch.write(PatchBench.diff(1) + PatchBench.diff(2, prefixes: ("", "")), to: "mixed.diff")
        #expect(try await bench.refusal("mixed.diff").message.contains("paths with a/ and b/ and paths without"))
        try bench.scratch.write("all:\n", to: "linux/mm/Makefile")
        try bench.scratch.write("--- mm/Makefile\n+++ mm/Makefile\n@@ -1 +1 @@\n-all:\n+none:\n", to: "twice.diff")
        #expect(try await bench.refusal("twice.diff").message.contains("fit twice"))
    }

    @Test func wrongPathsAreToldInWords() async throws {
        let change = "@@ -1 +1 @@\n-a\n+b\n"
        let refused = [
            ("--- a/mm/none.c\n+++ b/mm/none.c\n" + change, "mm/none.c: there is no such file"),
            (
                "--- /dev/null\n+++ b/mm/latin1.c\n@@ -0,0 +1 @@\n+b\n",
                "mm/latin1.c: it makes a file that is there already"
            ),
            (
                "diff --git a/mm/latin1.c b/mm/latin1.c\ndeleted file mode 100644\n--- a/mm/latin1.c\n+++ /dev/null\n@@ -1 +0,0 @@\n-// SPDX-License-Identifier: GPL-2.0\n",
                "mm/latin1.c"
            ),
        ]
        for (diff, words) in refused {
            try bench.scratch.write(diff, to: "x.diff")
            let error = try await bench.refusal("x.diff")
            #expect(error.kind == .patchConflict && error.message.contains(words), "\(error)")
            #expect(!error.message.contains("error:"))
        }
    }

    @Test func pipesAreReadOnce() async throws {
        let path = bench.scratch.path.appending("pipe").string
        mkfifo(path, 0o600)
        let writer = Task.detached { try Data(PatchBench.diff(1).utf8).write(to: URL(fileURLWithPath: path)) }
        let spool = PatchSpool(cache: bench.scratch.path.appending("cache").string)
        let request = KernelRequest(name: "k", sources: [], patches: [path])
        // The writer may not have come to it.
        let kept = try await retried { try spool.keeping(request) }
        try await writer.value
        #expect(kept.patches.count == 1 && kept.patches != [path])
        #expect(try await bench.returns(kept.patches[0]) == [500])
        #expect(try spool.keeping(kept) == kept)
        #expect(try spool.list().map(\.kind) == ["patches"])
        #expect(try spool.prune(keeping: kept.patches).isEmpty)
        #expect(try spool.prune(keeping: []).count == 1)
        let wrong = [
            (["/dev/null"], "/dev/null is empty"), (["/dev/zero"], "has more than 64 MiB"),
            ([path, path], "is named twice"),
        ]
        for (paths, words) in wrong {
            let error = #expect(throws: StraitError.self) {
                try spool.keeping(KernelRequest(name: "k", sources: [], patches: paths))
            }
            #expect(error?.kind == .request && error?.message.contains(words) == true, "\(error?.message ?? "")")
        }
    }

    private func retried<Value>(_ body: () throws -> Value) async throws -> Value {
        for _ in 0..<100 {
            if let value = try? body() { return value }
            try await Task.sleep(for: .milliseconds(20))
        }
        return try body()
    }
}

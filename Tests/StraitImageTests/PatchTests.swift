// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import SystemPackage
import Testing

@testable import StraitImage

/// Patches on a tree of three files, with the real git.
@Suite struct PatchTests {
    private let scratch: Scratch
    private let cache: ObjectCache
    private let desk: TreeVariants

    private static let memory = (1...20).map { "line \($0)\n" }.joined()

    init() throws {
        scratch = try Scratch()
        try scratch.write("VERSION = 7\nPATCHLEVEL = 3\n", to: "linux/Makefile")
        try scratch.write("config X\n", to: "linux/Kconfig")
        try scratch.write(Self.memory, to: "linux/mm/memory.c")
        try scratch.write("old\n", to: "linux/mm/old.c")
        cache = try ObjectCache(root: scratch.path.appending("cache"))
        desk = TreeVariants(workspaces: Workspaces(root: cache.root))
    }

    private func hunk(_ line: Int, from: String, to: String) -> String {
        "@@ -\(line - 1),3 +\(line - 1),3 @@\n line \(line - 1)\n-\(from)\n+\(to)\n line \(line + 1)\n"
    }

    private func patch(_ hunks: String..., to file: String = "mm/memory.c") -> String {
        "--- a/\(file)\n+++ b/\(file)\n" + hunks.joined()
    }

    private func variant(_ names: String...) async throws -> TreeVariants.Variant {
        try await desk.variant(
            of: scratch.path.appending("linux"), patches: names.map { scratch.path.appending($0).string })
    }

    private func refusal(_ names: String...) async -> StraitError? {
        await #expect(throws: StraitError.self) {
            try await desk.variant(
                of: scratch.path.appending("linux"), patches: names.map { scratch.path.appending($0).string })
        }
    }

    @Test func patchesApplyOneOnTopOfTheOther() async throws {
        try scratch.write(patch(hunk(5, from: "line 5", to: "first")), to: "1.patch")
        try scratch.write(patch(hunk(5, from: "first", to: "second")), to: "2.patch")
        let variant = try await variant("1.patch", "2.patch")
        #expect(try variant.read("mm/memory.c") == Self.memory.replacing("line 5\n", with: "second\n"))
        #expect(variant.set.patches.map(\.name) == ["1.patch", "2.patch"])
        #expect(variant.staged == ["mm/memory.c"])
        // The tree is never written to.
        #expect(try Files.read(scratch.path.appending("linux/mm/memory.c")) == Self.memory)
        #expect(try await self.variant("1.patch").digest != variant.digest)
    }

    @Test func filesComeAndGo() async throws {
        try scratch.write(
            """
            diff --git a/mm/new.c b/mm/new.c
            new file mode 100644
            --- /dev/null
            +++ b/mm/new.c
            @@ -0,0 +1 @@
            +new
            diff --git a/mm/old.c b/mm/older.c
            similarity index 100%
            rename from mm/old.c
            rename to mm/older.c

            """, to: "move.patch")
        let variant = try await variant("move.patch")
        #expect(try variant.read("mm/new.c") == "new\n")
        #expect(try variant.read("mm/older.c") == "old\n")
        #expect(variant.content.entries["mm/old.c"] == nil)
    }

    @Test func filesWithCarriageReturnsAreFoundToo() async throws {
        try scratch.write("one\r\ntwo\r\n", to: "linux/dos.txt")
        try scratch.write(
            "--- a/dos.txt\n+++ b/dos.txt\n@@ -1,2 +1,2 @@\n one\r\n-two\r\n+2\r\n"
                + patch(hunk(5, from: "line 5", to: "first")), to: "dos.patch")
        let variant = try await variant("dos.patch")
        #expect(try variant.read("dos.txt") == "one\r\n2\r\n")
        #expect(variant.staged == ["dos.txt", "mm/memory.c"])
        // A patch that lost its own line ends on its way is applied, and one of other lines names the hunk as any other
        // does.
        try scratch.write(
            patch(hunk(7, from: "line 7", to: "x")).replacing("\n", with: "\r\n"), to: "mangled.patch")
        let mended = try await self.variant("mangled.patch")
        #expect(try mended.read("mm/memory.c").contains("line 6\nx\nline 8\n"))
        try scratch.write(
            patch(hunk(7, from: "line seven", to: "x")).replacing("\n", with: "\r\n"), to: "other.patch")
        let error = await refusal("other.patch")
        #expect(error?.message.hasSuffix("mm/memory.c, hunk 1 of 1 (@@ -6,3 +6,3 @@)") == true)
        #expect(error?.cause?.hasPrefix("its lines end with CR LF") == true)
    }

    @Test func refusedPatchNamesFileAndHunk() async throws {
        try scratch.write(
            patch(hunk(3, from: "line 3", to: "x"), hunk(12, from: "line twelve", to: "y")), to: "bad.patch")
        let error = await refusal("bad.patch")
        #expect(error?.kind == .patchConflict)
        let tree = scratch.path.appending("linux")
        #expect(
            error?.message
                == "the patch bad.patch does not apply to \(tree): mm/memory.c, hunk 2 of 2 (@@ -11,3 +11,3 @@)")
    }

    @Test func patchThatIsThereIsTold() async throws {
        try scratch.write(patch(hunk(5, from: "line 5", to: "first")), to: "1.patch")
        try scratch.write(Self.memory.replacing("line 5\n", with: "first\n"), to: "linux/mm/memory.c")
        let error = await refusal("1.patch")
        #expect(error?.kind == .patchConflict)
        #expect(error?.message == "the patch 1.patch is in \(scratch.path.appending("linux")) already: leave it out")
    }

    @Test func patchThatIsNamedTwiceIsAppliedOnce() async throws {
        try scratch.write(patch(hunk(5, from: "line 5", to: "first")), to: "1.patch")
        let variant = try await variant("1.patch", "1.patch")
        #expect(variant.set.patches.map(\.name) == ["1.patch"])
        #expect(variant.set.leftOut.map(\.kind) == [.repeated])
    }

    @Test(arguments: ["mm/none.c", "../outside.c", "/etc/passwd"])
    func patchOfAnotherFileIsRefused(_ file: String) async throws {
        try scratch.write(patch(hunk(5, from: "line 5", to: "first"), to: file), to: "1.patch")
        #expect(await refusal("1.patch")?.isWrongRequest == true)
    }

    @Test func directoryIsTakenByItsSeriesOrByName() async throws {
        try scratch.write(patch(hunk(5, from: "line 5", to: "first")), to: "p/b.patch")
        try scratch.write(patch(hunk(5, from: "first", to: "second")), to: "p/a.patch")
        // By name `a` comes before what it needs.
        #expect(await refusal("p")?.message.hasPrefix("the patch a.patch does not apply") == true)
        try scratch.write("# order\nb.patch -p1\n\na.patch # why\n", to: "q/series")
        for name in ["a.patch", "b.patch"] {
            try scratch.write(try Files.read(scratch.path.appending("p/\(name)")), to: "q/\(name)")
        }
        #expect(try await variant("q").set.patches.map(\.name) == ["b.patch", "a.patch"])
        try scratch.write("c.patch\n", to: "r/series")
        #expect(await refusal("r")?.message.hasSuffix("names c.patch, which is not there") == true)
    }

    @Test func seriesOfAnotherSystemIsReadToItsEnd() async throws {
        try scratch.write(patch(hunk(5, from: "line 5", to: "first")), to: "p/b.patch")
        try scratch.write(patch(hunk(5, from: "first", to: "second")), to: "p/a.patch")
        try scratch.write("b.patch\r\na.patch -p1\r\n", to: "p/series")
        #expect(try await variant("p").set.patches.map(\.name) == ["b.patch", "a.patch"])
    }

    @Test(arguments: ["-R", "-p1 -R", "--fuzz=3"]) func seriesWithAnOptionIsRefused(_ option: String) async throws {
        try scratch.write(patch(hunk(5, from: "line 5", to: "first")), to: "p/1.patch")
        try scratch.write("1.patch \(option)   # why\n", to: "p/series")
        let error = await refusal("p")
        #expect(error?.kind == .request)
        let series = scratch.path.appending("p/series")
        #expect(
            error?.message
                == "\(series) has 1.patch with \(option): strait applies every patch forwards, with -pN or nothing, so make it "
                + "one that applies like that")
    }

    @Test func whatGitTellsItsHooksIsOfAnotherRepository() async throws {
        try scratch.write(patch(hunk(5, from: "line 5", to: "first")), to: "1.patch")
        let foreign = ["GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY"]
        for name in foreign { setenv(name, scratch.path.appending("none/\(name)").string, 1) }
        defer { for name in foreign { unsetenv(name) } }
        let variant = try await variant("1.patch")
        #expect(variant.staged == ["mm/memory.c"])
        #expect(variant.content.entries.keys.sorted() == ["Kconfig", "Makefile", "mm/memory.c", "mm/old.c"])
    }

    @Test func patchedFilesGoWithThePass() async throws {
        try scratch.write(patch(hunk(5, from: "line 5", to: "first")), to: "1.patch")
        let objects = scratch.path.appending("cache/objects")
        // Of a process that was killed; it stays for as long as it may be another one's that is alive.
        let dead = objects.appending(".patches.dead")
        try Files.makeDirectory(dead)
        let variant = try await variant("1.patch")
        let place = variant.stage.path
        #expect(place.removingLastComponent() == objects)
        try cache.sweep()
        #expect(Files.exists(dead) && Files.exists(place))
        await desk.close()
        #expect(!Files.exists(place))
        withExtendedLifetime(variant) {}
    }

    @Test func patchedFilesOfADeadProcessAreSwept() async throws {
        let dead = scratch.path.appending("cache/objects/.patches.dead")
        try Files.makeDirectory(dead)
        try cache.sweep()
        #expect(!Files.exists(dead))
    }

    private func mail(_ subject: String, _ body: String) -> String {
        "From git@z Thu Jan  1 00:00:00 1970\nFrom: A <a@example.org>\nSubject: \(subject)\n"
            + "Date: Thu, 1 Jan 1970 00:00:00 +0000\n\n\(body)\n-- \n2.39\n\n"
    }

    @Test func mailboxIsASeriesInItsOwnOrder() async throws {
        let first = "Why.\n---\n" + patch(hunk(5, from: "line 5", to: "first"))
        let second = "Why.\n---\n" + patch(hunk(5, from: "first", to: "second"))
        try scratch.write(
            mail("[PATCH v2 2/2] mm: second", second)
                // What is behind its line of dashes is no patch: where the next version begins, and whom it is for.
                + mail("[PATCH v2 0/2] cover", "Words.\n---\nbase-commit: 0\n")
                + mail("Re: [PATCH v2 1/2] mm: first", "> " + first.replacing("\n", with: "\n> "))
                + mail("[PATCH v2 1/2] mm: first", first), to: "thread.mbox")
        let variant = try await variant("thread.mbox")
        #expect(variant.set.patches.map(\.name) == ["[PATCH v2 1/2] mm: first", "[PATCH v2 2/2] mm: second"])
        #expect(try variant.read("mm/memory.c") == Self.memory.replacing("line 5\n", with: "second\n"))
    }

    @Test func mailboxThatLacksAPatchIsTold() async throws {
        let first = "Why.\n---\n" + patch(hunk(5, from: "line 5", to: "first"))
        let last = "Why.\n---\n" + patch(hunk(12, from: "line 12", to: "last"))
        try scratch.write(
            mail("[PATCH 0/4] cover", "Words.\n") + mail("[PATCH 1/4] mm: first", first)
                + mail("[PATCH 4/4] mm: last", last), to: "thread.mbox")
        let error = await refusal("thread.mbox")
        #expect(error?.kind == .request)
        #expect(
            error?.message
                == "\(scratch.path.appending("thread.mbox")) is not the whole series of 4 patches: it lacks 2 and 3 of version 1; "
                + "there are “[PATCH 1/4] mm: first”, “[PATCH 4/4] mm: last”; put a single patch into a file of its own"
        )
        // As git format-patch writes them: one mail in a file is meant alone.
        try scratch.write(mail("[PATCH 4/4] mm: last", last), to: "4.patch")
        #expect(try await variant("4.patch").set.patches.map(\.name) == ["[PATCH 4/4] mm: last"])
    }

    @Test func missingAndEmptyAreTold() async throws {
        #expect(await refusal("none.patch")?.message == "there is no patch \(scratch.path.appending("none.patch"))")
        try scratch.write("", to: "empty/readme")
        #expect(await refusal("empty")?.message.contains("has no patches") == true)
        try scratch.write("nothing\n", to: "text.patch")
        #expect(await refusal("text.patch")?.kind == .request)
    }
}

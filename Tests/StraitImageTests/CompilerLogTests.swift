// SPDX-License-Identifier: Apache-2.0

import StraitModel
import SystemPackage
import Testing

@testable import StraitImage

/// What is read of a kernel's build while it runs, and kept of it.
struct CompilerLogTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private static let log = """
        make[1]: Entering directory '/build'
          SYNC    include/config/auto.conf
          CC      mm/memremap.o
          CC [M]  lib/test_hmm.o
        In file included from /source/include/linux/mm.h:1,
                         from /source/mm/memremap.c:10:
        /source/include/linux/memremap.h:12:5: warning: 'struct x' declared inside parameter list
        /source/mm/memremap.c: In function 'memremap_pages':
        /source/mm/memremap.c:300:13: warning: unused variable 'x' [-Wunused-variable]
          300 |         int x;
        mm/rmap.o: warning: objtool: try_to_unmap+0x12: unreachable instruction
        WARNING: modpost: missing MODULE_DESCRIPTION() in lib/test_hmm.o
          AS      arch/x86/kernel/head_64.o
          HOSTCC  scripts/kallsyms
          AR      mm/built-in.a
        the compiler says: warning: this is no place

        """

    @Test func readsFilesAndWarnings() {
        let log = CompilerLog(Self.log[...])
        #expect(log.compiled == ["mm/memremap", "lib/test_hmm", "arch/x86/kernel/head_64"])
        #expect(
            log.warnings == [
                CompilerWarning(
                    file: "include/linux/memremap.h", text: "'struct x' declared inside parameter list"),
                CompilerWarning(file: "mm/memremap.c", text: "unused variable 'x' [-Wunused-variable]"),
                CompilerWarning(file: "mm/rmap.o", text: "objtool: try_to_unmap: unreachable instruction"),
                CompilerWarning(file: "modpost", text: "missing MODULE_DESCRIPTION() in lib/test_hmm.o"),
            ])
    }

    /// make compiles only what changed: a file that was not compiled keeps its warnings, and one that was has those of now.
    @Test func warningsBelongToTheFileAsItIs() {
        var known = KnownWarnings()
        known.take(
            CompilerLog(
                "  CC      mm/a.o\n/source/mm/a.c:1:1: warning: one\n  CC      mm/b.o\nmm/b.c:2: warning: two\n"[...]))
        let (one, two) = (CompilerWarning(file: "mm/a.c", text: "one"), CompilerWarning(file: "mm/b.c", text: "two"))
        #expect(known.all == [one, two])
        known.take(CompilerLog("  CC      mm/b.o\n"[...]))
        #expect(known.all == [one])
        known.take(CompilerLog("  CC      mm/a.o\nmm/a.c:77: warning: one\nmm/a.c:78: warning: one\n"[...]))
        #expect(known.all == [one], "it moved, and is the same")
        known.take(CompilerLog("  CC      mm/c.o\ninclude/x.h:1:1: warning: three\n"[...]))
        known.take(CompilerLog("  CC      mm/d.o\ninclude/x.h:1:1: warning: three\n"[...]))
        #expect(known.all == [CompilerWarning(file: "include/x.h", text: "three"), one])
    }

    @Test func aBuildThatNeverStopsWarningKeepsSome() {
        let text = (0..<5000).map { "mm/a.c:1:1: warning: \($0) \(String(repeating: "x", count: 1000))\n" }.joined()
        let log = CompilerLog(text[...])
        #expect(log.warnings.count == CompilerLog.most)
        #expect(log.warnings.allSatisfy { $0.text.count <= 400 })
    }

    @Test func aBuildIsFollowedAndItsWarningsAreKept() async throws {
        let directory = scratch.path.appending("build")
        try Files.makeDirectory(directory)
        let (stream, told) = AsyncStream.makeStream(of: BuildProgress.self)
        let watch = BuildWatch(directory: directory) { told.yield($0) }
        let log = directory.appending(BuildWatch.logName)
        let first = try await watch.run {
            try Files.write("  CC      mm/a.o\n  CC      mm/b.o\n  CC      mm/unfin", to: log)
            return await stream.first { _ in true }
        }
        #expect(first?.file == "mm/b")
        #expect(first?.count == 2)
        #expect(first?.most == nil, "no build before it tells")
        try Files.write("  CC      mm/a.o\nmm/a.c:1:1: warning: one\n", to: log)
        #expect(try watch.close() == [CompilerWarning(file: "mm/a.c", text: "one")])
        let second = try await watch.run {
            try Files.write("  CC      mm/b.o\n", to: log)
            return await stream.first { _ in true }
        }
        #expect(second?.most == 1)
        #expect(try watch.close() == [CompilerWarning(file: "mm/a.c", text: "one")])
    }

    @Test func whatIsLeftIsToldOnceThereIsAPace() {
        #expect(BuildProgress(file: "mm/a", count: 100, most: 300, seconds: 50).secondsLeft == 100)
        #expect(BuildProgress(file: "mm/a", count: 3, most: 300, seconds: 50).secondsLeft == nil)
        #expect(BuildProgress(file: "mm/a", count: 100, seconds: 50).secondsLeft == nil)
        #expect(BuildProgress(file: "mm/a", count: 301, most: 300, seconds: 50).secondsLeft == nil)
    }
}

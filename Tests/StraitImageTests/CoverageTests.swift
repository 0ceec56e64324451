// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitSystem
import SystemPackage
import Testing

@testable import StraitImage

/// What of a tree is built with counters, and what is made of them.
@Suite struct CoverageTests {
    private let scratch: Scratch

    init() throws {
        scratch = try Scratch()
        for name in ["build.sh", "source.paths", "toolchain.packages", "userland.packages"] {
            try scratch.write("", to: "images/\(name)")
        }
        try scratch.write("VERSION = 7\n", to: "linux/Makefile")
        try scratch.write("config X\n\tbool\n", to: "linux/Kconfig")
        try scratch.write("config DEBUG_FS\nconfig GCOV_KERNEL\n", to: "linux/kernel/gcov/Kconfig")
        try scratch.write("GCOV_PROFILE_early.o := n\n", to: "linux/mm/Makefile")
        for name in ["mm/a.c", "mm/b.c", "mm/early.c", "include/linux/a.h", "tools/t.c", "lib/test_hmm.c"] {
            try scratch.write((1...20).map { "int \($0);\n" }.joined(), to: "linux/\(name)")
        }
    }

    private func patch(_ name: String, _ file: String, line: Int, _ text: String, context: [String]) throws -> String {
        let diff = """
            --- a/\(file)
            +++ b/\(file)
            @@ -\(line),2 +\(line),3 @@
             \(context[0])
            +\(text)
             \(context[1])

            """
        try scratch.write(diff, to: "patches/\(name)")
        return scratch.path.appending("patches/\(name)").string
    }

    private func pass() throws -> ImageBuild {
        try ImageBuild(
            cache: try ObjectCache(root: scratch.path.appending("cache")),
            recipe: try Recipe(at: scratch.path.appending("images")), mirror: "http://m", anew: false,
            isOffline: true, tell: { _ in })
    }

    private func pin(_ patches: [String], _ coverage: CoverageRequest?) async throws -> TreePin {
        let source = KernelSource(scheme: "tree", reference: scratch.path.appending("linux").string)
        let kernel = KernelRequest(name: "x", sources: [source], patches: patches, coverage: coverage)
        return try #require(try await pass().choose(ImageRequest(kernel, .x86_64)).pin.tree)
    }

    private func series() throws -> [String] {
        try [
            patch("1.patch", "mm/a.c", line: 5, "int new;", context: ["int 5;", "int 6;"]),
            // Above the first one's line, which moves by it.
            patch("2.patch", "mm/a.c", line: 1, "int first;", context: ["int 1;", "int 2;"]),
            patch("3.patch", "include/linux/a.h", line: 1, "int h;", context: ["int 1;", "int 2;"]),
            patch("4.patch", "mm/early.c", line: 1, "int e;", context: ["int 1;", "int 2;"]),
            patch("5.patch", "tools/t.c", line: 1, "int t;", context: ["int 1;", "int 2;"]),
            patch("6.patch", "lib/test_hmm.c", line: 1, "int t;", context: ["int 1;", "int 2;"]),
        ]
    }

    @Test func whatPatchesTouchIsBuiltWithCounters() async throws {
        let pin = try await pin(try series(), CoverageRequest(files: ["mm/b.c"]))
        let coverage = try #require(pin.coverage)
        #expect(coverage.sources == ["mm/a.c", "mm/b.c"])
        #expect(
            coverage.files.map(\.path)
                == ["include/linux/a.h", "lib/test_hmm.c", "mm/a.c", "mm/b.c", "mm/early.c", "tools/t.c"])
        #expect(
            coverage.files.map(\.unseen)
                == [
                    nil, "strait builds it as a module, which has no counters", nil, nil,
                    "its Makefile keeps it out of gcov", "it is no part of the kernel",
                ])
        let a = coverage.files[2]
        // The lines as all patches together leave them.
        let added = a.hunks.split(separator: "\n").filter { $0.hasPrefix("+") }
        #expect(added == ["+int first;", "+int new;"])
        #expect(a.hunks.hasPrefix("@@ -1,8 +1,10 @@"))
        #expect(a.before != a.after && coverage.files[3].before == coverage.files[3].after)
        #expect(coverage.files[3].hunks.isEmpty)
        #expect(pin.option == "CONFIG_DEBUG_FS=y CONFIG_GCOV_KERNEL=y" && pin.build == "x86_64-small-coverage")
    }

    @Test func headersAloneCountNothingWhichIsSaid() async throws {
        let header = try patch("1.patch", "include/linux/a.h", line: 1, "int h;", context: ["int 1;", "int 2;"])
        let coverage = try #require(try await pin([header], CoverageRequest()).coverage)
        #expect(coverage.sources.isEmpty && coverage.files.map(\.path) == ["include/linux/a.h"])
        #expect(coverage.notes.first?.hasPrefix("coverage: nothing counts") == true)
        #expect(try await pin([], CoverageRequest()).coverage?.notes.count == 1)
        #expect(try await pin([header], CoverageRequest(files: ["mm/b.c"])).coverage?.notes == [])
    }

    @Test func aFileThatIsNotThereIsAWrongRequest() async throws {
        await #expect(throws: StraitError.self) { try await pin([], CoverageRequest(files: ["mm/none.c"])) }
    }

    /// Who does not count is built and called as ever.
    @Test func withoutCoverageNothingHasAnotherName() async throws {
        let patches = try series()
        let plain = try await pin(patches, nil)
        let counting = try await pin(patches, CoverageRequest())
        #expect(plain.coverage == nil && plain.build == "x86_64-small" && plain.option.isEmpty)
        #expect(plain.digest == plain.content && counting.digest != plain.digest)
        let text = String(decoding: try JSONEncoder().encode(plain), as: UTF8.self)
        #expect(!text.contains("\"coverage\""))
    }

    @Test func makeIsToldEachObjectOnce() {
        #expect(
            CoverageScope.flags(for: ["mm/rmap.c", "fs/a-b.c", "kernel/rmap.c"])
                == "-- GCOV_PROFILE_a-b.o=y GCOV_PROFILE_rmap.o=y")
        #expect(CoverageScope.objection(to: "mm/a b.c", makefile: "") == "its name cannot be an option of make")
        #expect(CoverageScope.objection(to: "mm/a.c", makefile: "GCOV_PROFILE := n\n") != nil)
        #expect(
            CoverageScope.objection(to: "mm/a.c", makefile: "GCOV_PROFILE_b.o := n\nGCOV_PROFILE_a.o := y\n") == nil)
    }

    /// The notes are kept; what the configuration does not build cannot be seen.
    @Test func whatIsNotBuiltCannotBeSeen() throws {
        let digest = String(repeating: "0", count: 64)
        let files = ["mm/a.c", "mm/b.c"].map { CoverageFile(path: $0, before: digest, after: digest) }
        let coverage = KernelCoverage(files: files, sources: ["mm/a.c", "mm/b.c"])
        try scratch.write("notes", to: "build/mm/a.gcno")
        try scratch.write("notes", to: "build/mm/other.gcno")
        let (build, target) = (scratch.path.appending("build"), scratch.path.appending("kernel"))
        try coverage.keepNotes(of: build, in: target)
        #expect(try Files.names(in: target.appending("coverage/mm")) == ["a.gcno"])
        let built = coverage.built(in: target, toolchain: "/t", program: "gcov-14")
        #expect(built.sources == ["mm/a.c"] && built.tools?.program == "gcov-14")
        #expect(built.files.map(\.unseen) == [nil, "this configuration builds no object from it"])
    }

    /// What gcov 14 writes, with the parts that nobody reads left out.
    private let written = Data(
        """
        {"format_version":"2","data_file":"0/mm/a.gcda","files":[\
        {"file":"/source/mm/a.c","functions":[{"demangled_name":"f","name":"f","start_line":3,"end_line":9}],\
        "lines":[{"line_number":4,"count":2,"branches":[{"count":2},{"count":0}]},{"line_number":4,"count":3},{"line_number":7,"count":0},{"line_number":8,"count":1e30}]},\
        {"file":"/source/include/linux/other.h","functions":[],"lines":[{"line_number":1,"count":1}]},\
        {"file":"/usr/include/x.h","functions":[],"lines":[{"line_number":1,"count":1}]}]}
        {"data_file":"1/mm/a.gcda","files":[{"file":"/source/mm/a.c","functions":[],"lines":[{"line_number":7,"count":-1},{"line_number":4,"count":9,"branches":[{"count":8},{"count":1}]}]}]}

        """.utf8)

    @Test func linesOfInlinedFunctionsAreAddedUp() throws {
        var tally = GcovTally(readings: 3, paths: ["mm/a.c", "include/linux/a.h"])
        for (reading, document) in try GcovDocument.all(written).enumerated() {
            tally.add(document, of: "mm/a.c", reading: reading)
        }
        let file = try #require(tally.files.first)
        #expect(tally.files.count == 1 && file.path == "mm/a.c" && file.lines == [4, 7, 8])
        #expect(file.counts == [[5, 0, UInt64(Int64.max)], [9, 0, 0], nil])
        #expect(file.branches == [CellCoverage.Branches(line: 4, counts: [2, 0])])
        #expect(file.functions == [CellCoverage.Function(name: "f", first: 3, last: 9)])
    }

    /// After a fault the program goes on as if nothing had run.
    @Test func aFaultIsNotTakenForZero() {
        let fault = GcovReader.fault
        #expect(fault("0/mm/a.gcda", "", true) == nil)
        #expect(
            fault("0/mm/a.gcda", "0/mm/a.gcda:stamp mismatch with notes file\n", true)
                == "stamp mismatch with notes file")
        #expect(fault("1/mm/a.gcda", "0/mm/a.gcda:stamp mismatch with notes file\n", true) == nil)
        #expect(fault("0/mm/a.gcda", "0/mm/a.gcno:cannot open notes file\n", true) == "cannot open notes file")
        #expect(fault("1/mm/a.gcda", "out of memory\n", true) == "out of memory")
        #expect(fault("0/mm/a.gcda", "", false) != nil)
    }
}

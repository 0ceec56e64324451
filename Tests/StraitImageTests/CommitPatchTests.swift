// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import SystemPackage
import Testing

@testable import StraitImage

/// Commits as patches, and the commit that a series is made for.
@Suite struct CommitPatchTests {
    private let bench: PatchBench

    init() throws { bench = try PatchBench() }

    private func git(_ arguments: String...) async throws {
        try await StraitImage.Program.check(
            "git", ["-c", "user.name=Jane", "-c", "user.email=jane@example.org"] + arguments, directory: bench.tree)
    }

    private func head() async throws -> String {
        let said = try await StraitImage.Program.check("git", ["rev-parse", "HEAD"], directory: bench.tree)
        return String(said.prefix { $0.isHexDigit })
    }

    /// A repository with a topic of two commits beside what is checked out; returns the base.
    private func topic() async throws -> String {
        try await git("init", "-q", "-b", "main")
        try await git("add", ".")
        try await git("commit", "-q", "-m", "base")
        let base = try await head()
        try await git("checkout", "-q", "-b", "topic")
        for change in 1...2 {
            try bench.scratch.write(PatchBench.diff(change), to: "\(change).diff")
            try await git("apply", bench.scratch.path.appending("\(change).diff").string)
            try await git("commit", "-q", "-a", "-m", "mm: change \(change)")
        }
        try await git("checkout", "-q", "main")
        return base
    }

    @Test func commitsAreASeries() async throws {
        _ = try await topic()
        // A user's own taste is not for these mails.
        try await git("config", "diff.noprefix", "true")
        try await git("config", "format.attach", "true")
        let places = ["git:@main..topic", "git:\(bench.tree)@main..topic"]
        for place in places {
            let set = try await bench.set(place)
            #expect(set.patches.map(\.applied.subject) == ["mm: change 1", "mm: change 2"], "\(place)")
            #expect(set.patches.map(\.applied.author) == ["Jane <jane@example.org>", "Jane <jane@example.org>"])
            #expect(try await bench.returns(place) == [500, 1000])
        }
        #expect(try await bench.returns("git:@topic~1") == [500])
    }

    @Test func mergesAreTold() async throws {
        _ = try await topic()
        try await git("merge", "-q", "--no-ff", "-m", "merge topic", "topic")
        let set = try await PatchExamination.of(
            ["git:@HEAD~1..HEAD"], tree: bench.tree.string, cache: bench.scratch.path.appending("cache").string)
        #expect(set.set.patches.count == 2)
        #expect(
            set.set.leftOut.map(\.reason) == ["it has no diff"] && set.set.leftOut[0].name.hasSuffix(" merge topic"))
        // What is merged is there.
        #expect(set.trial?.results.map(\.applies) == [false, nil])
        #expect(set.trial?.results[0].reason?.contains("already: leave it out") == true)
    }

    @Test(arguments: [
        ("git:", "names no commits"), ("git:@", "names no commits"), ("git:/none@a..b", "no directory before its @"),
        ("git:@--output=/tmp/x", "an option where commits belong"),
        ("git:@none..such", "git finds no commits none..such"), ("git:@HEAD..HEAD", "no commit with a patch"),
    ])
    func wrongRangesAreTold(_ place: String, _ words: String) async throws {
        _ = try await topic()
        let error = try await bench.refusal(place)
        #expect(error.kind == .request && error.message.contains(words), "\(error)")
    }

    @Test func repositoryIsWhatIsADirectory() throws {
        let isDirectory = { (path: FilePath) in ["/home/a@b/linux", "/linux"].contains(path.string) }
        func parsed(_ text: String) throws -> CommitRange {
            try CommitRange(text, tree: "/tree", isDirectory: isDirectory)
        }
        #expect(try parsed("/home/a@b/linux@v1..v2").range == "v1..v2")
        #expect(try parsed("/linux@HEAD@{1}..HEAD").range == "HEAD@{1}..HEAD")
        #expect(try parsed("@topic@{u}..topic").repository == "/tree")
        #expect(throws: StraitError.self) { try CommitRange("@a..b", tree: nil) }
    }

    @Test func baseIsLookedFor() async throws {
        let base = try await topic()
        func place(_ commit: String) async throws -> BaseCommit? {
            var cover = SampleMail("[PATCH 0/1] mm: all")
            cover.body = "Words.\n\nbase-commit: \(commit)\n-- \n2.39\n"
            try bench.scratch.write([cover, SampleMail("[PATCH 1/1] mm: a", change: 3)].text, to: "t.mbox")
            return try await bench.set("t.mbox").base
        }
        #expect(try await place(base)?.place == .head)
        try await git("commit", "-q", "--allow-empty", "-m", "more")
        let behind = try await place(base)
        #expect(behind?.place == .ancestor && behind?.distance == 1)
        try await git("checkout", "-q", "topic")
        let main = try await StraitImage.Program.check("git", ["rev-parse", "main"], directory: bench.tree)
        #expect(try await place(String(main.prefix { $0.isHexDigit }))?.place == .elsewhere)
        #expect(try await place(String(repeating: "1", count: 40))?.place == .missing)
        #expect(try await place("--output=x")?.place == .missing)
        try Files.remove(bench.tree.appending(".git"))
        #expect(try await place(base)?.place == .noRepository)
        let set = try await bench.set("t.mbox")
        #expect(set.notes.last?.contains("cannot be looked for") == true)
    }
}

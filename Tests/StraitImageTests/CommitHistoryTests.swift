// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import SystemPackage
import Testing

@testable import StraitImage

/// The commits of a bisection, with a real repository.
struct CommitHistoryTests {
    private let scratch: Scratch
    private let repository: FilePath

    init() async throws {
        scratch = try Scratch()
        repository = scratch.path.appending("linux")
        try Files.makeDirectory(repository)
        try await git(["init", "-q", "-b", "main"])
        for number in 0..<4 {
            try scratch.write("int a = \(number);\n", to: "linux/a.c")
            try await git(["add", "-A"])
            try await git(["commit", "-q", "-m", "a: make it \(number)"])
            try await git(["tag", "v\(number)"])
        }
    }

    private func git(_ arguments: [String]) async throws {
        let user = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
        try await Program.check(
            "git", user + ["-C", repository.string] + arguments, environment: MailReader.environment)
    }

    private var history: CommitHistory {
        CommitHistory(repository: repository.string, place: scratch.path.appending("copy").string)
    }

    @Test func listsFromGoodToBad() async throws {
        let points = try await history.between("v0", "main")
        #expect(points.count == 4)
        #expect(
            points.map { $0.name.split(separator: " ", maxSplits: 1).last.map(String.init) }
                == (0..<4).map { "a: make it \($0)" })
        #expect(points.allSatisfy { $0.commit?.count == 40 })
    }

    @Test func theRepositoryIsOnlyRead() async throws {
        try scratch.write("mine\n", to: "linux/a.c")
        let points = try await history.between("v0", "v3")
        try await history.checkOut(try #require(points[1].commit))
        #expect(try Files.read(FilePath(history.tree).appending("a.c")) == "int a = 1;\n")
        try Files.write("", to: FilePath(history.tree).appending(".git/index.lock"))
        try await history.checkOut(try #require(points[2].commit))
        #expect(try Files.read(FilePath(history.tree).appending("a.c")) == "int a = 2;\n")
        #expect(try Files.read(repository.appending("a.c")) == "mine\n")
        #expect(
            try Files.read(FilePath(try await history.reverse(try #require(points[2].commit)))).contains("+int a = 1;"))
    }

    @Test(arguments: [("v3", "v0"), ("v1", "v1"), ("nothing", "v1"), ("--help", "v1"), ("v0", "v9")])
    func wrongEndsAreNamed(_ good: String, _ bad: String) async throws {
        let error = await #expect(throws: StraitError.self) { try await history.between(good, bad) }
        #expect(error?.kind == .request)
    }
}

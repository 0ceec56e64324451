// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import SystemPackage
import Testing

@testable import StraitImage

/// A tree of two files that the inputs in `Tests/Fixtures/patches` are for, and what a build makes of patches on it,
/// with the real git.
struct PatchBench {
    let scratch: Scratch

    static let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appending(path: "../Fixtures/patches").standardizedFileURL.path

    init() throws {
        scratch = try Scratch()
        try scratch.write("VERSION = 7\nPATCHLEVEL = 3\n", to: "linux/Makefile")
        try scratch.write("config X\n", to: "linux/Kconfig")
        try scratch.write(Self.head("Jérôme") + Self.functions, to: "linux/mm/memremap.c")
        let latin = Self.head("Jérôme") + Self.functions
        try Self.latin1(latin).write(to: URL(fileURLWithPath: tree.appending("mm/latin1.c").string))
    }

    var tree: FilePath { scratch.path.appending("linux") }

    private static func head(_ name: String) -> String {
        "// SPDX-License-Identifier: GPL-2.0\n/*\n * Authors: \(name) Example <jerome@example.org>\n */\n"
    }

    private static let functions = (0..<30).map { "int mm_line_\($0)(void)\n{\n\treturn \($0);\n}\n\n" }.joined()

    static func latin1(_ text: String) -> Data { Data(text.unicodeScalars.map { UInt8($0.value) }) }

    /// What a build takes of these places: names of fixtures, or of files in the scratch directory where there are
    /// such.
    func variant(_ names: [String]) async throws -> TreeVariants.Variant {
        // Each time by one who remembers nothing.
        let cache = try ObjectCache(root: scratch.path.appending("cache"))
        return try await TreeVariants(workspaces: Workspaces(root: cache.root))
            .variant(of: tree, patches: names.map(place))
    }

    func set(_ names: String...) async throws -> PatchSet { try await variant(names).set }

    func refusal(_ names: String...) async throws -> StraitError {
        let error = await #expect(throws: StraitError.self) { try await variant(names) }
        return try #require(error)
    }

    private func place(_ name: String) -> String {
        if name.hasPrefix("git:") || name == "-" || name.hasPrefix("/") { return name }
        let own = scratch.path.appending(name)
        if Files.exists(own) || name.contains("*") { return own.string }
        return Self.fixtures + "/" + name
    }

    /// A patch that makes a function return something else: change 1 is of function 5, change 2 of 10, and so on.
    static func diff(_ change: Int, to value: Int? = nil, prefixes: (String, String) = ("a/", "b/")) -> String {
        let function = change * 5
        let line = function * 5 + 4
        return """
            diff --git \(prefixes.0)mm/memremap.c \(prefixes.1)mm/memremap.c
            --- \(prefixes.0)mm/memremap.c
            +++ \(prefixes.1)mm/memremap.c
            @@ -\(line),7 +\(line),7 @@ int mm_line_\(function - 1)(void)
             
             int mm_line_\(function)(void)
             {
            -\treturn \(function);
            +\treturn \(value ?? function * 100);
             }
             
             int mm_line_\(function + 1)(void)

            """
    }

    /// What each function returns now, where it is not its number.
    func returns(_ names: String...) async throws -> [Int] {
        let text = try await variant(names).read("mm/memremap.c")
        return text.split(separator: "\n").compactMap { line in
            line.wholeMatch(of: /\treturn ([0-9]+);/).flatMap { Int($0.1) }
        }.enumerated().filter { $0.offset != $0.element }.map(\.element)
    }
}

/// A mail as it is in a mailbox.
struct SampleMail {
    var subject: String
    var from = "Jane Doe <jane@example.org>"
    var id: String?
    var inReplyTo: String?
    var date: String?
    var fields: [String] = []
    var body = ""

    /// A patch with one change.
    init(_ subject: String, change: Int? = nil, value: Int? = nil, id: String? = nil, inReplyTo: String? = nil) {
        self.subject = subject
        self.id = id
        self.inReplyTo = inReplyTo
        body = change.map { "Why.\n\n---\n" + PatchBench.diff($0, to: value) + "-- \n2.39.5\n" } ?? "Words.\n"
    }

    var text: String {
        var head = ["From mboxrd@z Thu Jan  1 00:00:00 1970", "From: \(from)", "Subject: \(subject)"]
        head += id.map { ["Message-ID: <\($0)@example.org>"] } ?? []
        head += inReplyTo.map { ["In-Reply-To: <\($0)@example.org>", "References: <\($0)@example.org>"] } ?? []
        head += date.map { ["Date: \($0)"] } ?? []
        return (head + fields).joined(separator: "\n") + "\n\n" + body + "\n"
    }
}

extension [SampleMail] {
    var text: String { map(\.text).joined() }
}

// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import SystemPackage
import Testing

@testable import StraitImage

/// What of a tree counts, and how its copy follows it.
@Suite struct TreeTests {
    private let scratch: Scratch
    private let tree: FilePath

    init() throws {
        scratch = try Scratch()
        tree = scratch.path.appending("linux")
        try scratch.write("VERSION = 7\nPATCHLEVEL = 3\nSUBLEVEL = 4\nEXTRAVERSION =\n", to: "linux/Makefile")
        try scratch.write("config X\n", to: "linux/Kconfig")
        try scratch.write("int a;\n", to: "linux/mm/a.c")
        try scratch.write("int b;\n", to: "linux/mm/b.c")
    }

    /// A new desk each time: one reads a tree once.
    private func variant() async throws -> TreeVariants.Variant {
        try await TreeVariants(workspaces: workspaces).variant(of: tree, patches: [])
    }

    private var workspaces: Workspaces {
        get throws { Workspaces(root: try ObjectCache(root: scratch.path.appending("cache")).root) }
    }

    private func synchronize(_ variant: TreeVariants.Variant) async throws -> Workspace {
        let workspace = try await workspaces.take(tree, isPatched: false)
        try await workspace.synchronize(
            to: variant.content, from: tree, staged: variant.staged, in: variant.stage.files)
        return workspace
    }

    private func written(_ path: FilePath) throws -> Date? {
        try FileManager.default.attributesOfItem(atPath: path.string)[.modificationDate] as? Date
    }

    @Test func contentCountsAndTimesDoNot() async throws {
        let before = try await variant().digest
        try FileManager.default.setAttributes(
            [.modificationDate: Date.now], ofItemAtPath: tree.appending("mm/a.c").string)
        #expect(try await variant().digest == before)
        // As long as before, within the same second: what `stat` alone shows may be the same.
        try scratch.write("int c;\n", to: "linux/mm/a.c")
        #expect(try await variant().digest != before)
    }

    @Test func onlyWhatDiffersIsWritten() async throws {
        let workspace = try await synchronize(try await variant())
        let (a, b) = (workspace.source.appending("mm/a.c"), workspace.source.appending("mm/b.c"))
        let before = [try written(a), try written(b)]
        try await Task.sleep(for: .milliseconds(20))
        try scratch.write("int changed;\n", to: "linux/mm/a.c")
        try Files.remove(tree.appending("Kconfig"))
        try scratch.write("config Y\n", to: "linux/Kconfig")
        try scratch.write("int n;\n", to: "linux/mm/new.c")
        try await workspace.synchronize(
            to: try await variant().content, from: tree, staged: [], in: scratch.path)
        #expect(try Files.read(a) == "int changed;\n")
        #expect(try written(a) != before[0])
        #expect(try written(b) == before[1])
        #expect(try Files.names(in: workspace.source.appending("mm")) == ["a.c", "b.c", "new.c"])
        try Files.remove(tree.appending("mm/new.c"))
        try await workspace.synchronize(
            to: try await variant().content, from: tree, staged: [], in: scratch.path)
        #expect(try Files.names(in: workspace.source.appending("mm")) == ["a.c", "b.c"])
    }

    /// The tree with patches begins with what was built of the tree, and then goes its own way.
    @Test func patchesHaveAWorkspaceOfTheirOwn() async throws {
        let base = try await synchronize(try await variant()).directory
        try Files.makeDirectory(base.appending("build/x86"))
        try Files.write("built\n", to: base.appending("build/x86/a.o"))
        let made = try written(base.appending("build/x86/a.o"))
        let patched = try await workspaces.take(tree, isPatched: true)
        let object = patched.directory.appending("build/x86/a.o")
        #expect(patched.directory != base)
        #expect(try Files.read(object) == "built\n")
        #expect(try written(object) == made, "make would build it again")
        #expect(try Files.read(patched.source.appending("mm/a.c")) == "int a;\n")
        #expect(
            try await workspaces.list().map(\.key).sorted() == [
                Workspaces.key(of: tree), Workspaces.key(of: tree, isPatched: true),
            ])
    }

    /// Nobody waits for a build of the base, and nothing that is being written is copied.
    @Test func whatIsInUseIsNotCopied() async throws {
        let base = try await synchronize(try await variant())
        let patched = try await workspaces.take(tree, isPatched: true)
        #expect(try Files.names(in: patched.directory) == ["workspace.json"])
        withExtendedLifetime((base, patched)) {}
    }

    /// A copy of what the tree is now that breaks off: a file of it is gone before it can be copied.
    private func breakCopy(to workspace: Workspace) async throws {
        try scratch.write("int gone;\n", to: "linux/mm/z.c")
        let variant = try await variant()
        try Files.remove(tree.appending("mm/z.c"))
        let error = await #expect(throws: StraitError.self) {
            try await workspace.synchronize(to: variant.content, from: tree, staged: [], in: scratch.path)
        }
        #expect(error?.message == "\(tree) cannot be copied")
    }

    @Test func copyThatWasInterruptedIsMadeWhole() async throws {
        let workspace = try await synchronize(try await variant())
        try scratch.write("int other;\n", to: "linux/mm/a.c")
        try scratch.write("int foreign;\n", to: "linux/mm/foreign.c")
        try await breakCopy(to: workspace)
        try Files.write("half", to: workspace.source.appending("mm/a.c"))
        try scratch.write("int a;\n", to: "linux/mm/a.c")
        try Files.remove(tree.appending("mm/foreign.c"))
        try await workspace.synchronize(to: try await variant().content, from: tree, staged: [], in: scratch.path)
        #expect(try Files.read(workspace.source.appending("mm/a.c")) == "int a;\n")
        // Of the tree that was copied then, and of none that is built now.
        #expect(try Files.names(in: workspace.source.appending("mm")) == ["a.c", "b.c"])
    }

    @Test func directoryThatWasToBecomeAFileIsMadeWhole() async throws {
        try scratch.write("1", to: "linux/lib/x")
        let variant = try await variant()
        let workspace = try await synchronize(variant)
        // What an interruption before the first step leaves.
        let manifest = workspace.directory.appending("manifest-2")
        let text = try Files.read(manifest).split(separator: "\n").filter { !$0.hasSuffix(" lib/x") }
        try Files.write((text + ["? ? lib", "? ? lib/x"]).joined(separator: "\n"), to: manifest)
        try await workspace.synchronize(to: variant.content, from: tree, staged: [], in: scratch.path)
        #expect(try Files.read(workspace.source.appending("lib/x")) == "1")
    }

    /// A directory of one variant is a link in the next, and the copy broke off when the link was there.
    @Test func nothingIsRemovedThroughALink() async throws {
        let workspace = try await synchronize(try await variant())
        try scratch.write("not ours", to: "outside/x")
        try FileManager.default.createSymbolicLink(
            atPath: tree.appending("lib").string, withDestinationPath: scratch.path.appending("outside").string)
        let manifest = workspace.directory.appending("manifest-2")
        try Files.write(try Files.read(manifest) + "\n? ? lib\n? ? lib/x", to: manifest)
        try FileManager.default.createSymbolicLink(
            atPath: workspace.source.appending("lib").string,
            withDestinationPath: scratch.path.appending("outside").string)
        try await workspace.synchronize(to: try await variant().content, from: tree, staged: [], in: scratch.path)
        #expect(try Files.read(scratch.path.appending("outside/x")) == "not ours")
    }

    @Test func copyOfWhichNothingIsKnownIsMadeAnew() async throws {
        let variant = try await variant()
        let workspace = try await synchronize(variant)
        try Files.write("int foreign;\n", to: workspace.source.appending("mm/foreign.c"))
        // As an earlier strait left it.
        try FileManager.default.moveItem(
            atPath: workspace.directory.appending("manifest-2").string,
            toPath: workspace.directory.appending("manifest").string)
        try await workspace.synchronize(to: variant.content, from: tree, staged: [], in: scratch.path)
        #expect(try Files.names(in: workspace.source.appending("mm")) == ["a.c", "b.c"])
    }

    @Test func treeThatChangesWhileItIsCopiedIsTold() async throws {
        let variant = try await variant()
        try scratch.write("int other;\n", to: "linux/mm/a.c")
        let error = await #expect(throws: StraitError.self) { try await synchronize(variant) }
        #expect(error?.message == "mm/a.c changed while \(tree) was copied: run it again")
    }

    @Test func linksAndModesAreContent() async throws {
        try FileManager.default.createSymbolicLink(
            atPath: tree.appending("link").string, withDestinationPath: "mm/a.c")
        let before = try await variant()
        let workspace = try await synchronize(before)
        #expect(
            try FileManager.default.destinationOfSymbolicLink(atPath: workspace.source.appending("link").string)
                == "mm/a.c")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: tree.appending("mm/a.c").string)
        let after = try await variant()
        #expect(after.digest != before.digest)
        try await workspace.synchronize(to: after.content, from: tree, staged: [], in: scratch.path)
        #expect(FileManager.default.isExecutableFile(atPath: workspace.source.appending("mm/a.c").string))
    }

    @Test func repositoryKnowsWhatIsSource() async throws {
        try scratch.write("*.o\n.config\n", to: "linux/.gitignore")
        try scratch.write("object", to: "linux/mm/a.o")
        try scratch.write("CONFIG_X=y\n", to: "linux/.config")
        func git(_ arguments: String...) async throws {
            try await Program.check(
                "git", ["-c", "user.name=t", "-c", "user.email=t@example.org"] + arguments, directory: tree)
        }
        try await git("init", "-q")
        try await git("add", "Makefile", "Kconfig", ".gitignore", "mm/a.c")
        try await git("commit", "-q", "-m", "base")
        try Files.remove(tree.appending("mm/a.c"))
        let variant = try await variant()
        // New and not added counts, deleted and not committed is gone.
        #expect(variant.content.entries.keys.sorted() == [".gitignore", "Kconfig", "Makefile", "mm/b.c"])
        #expect(variant.commit?.hasSuffix("-dirty") == true)
        try await git("checkout", "-q", "mm/a.c")
        #expect(try await self.variant().commit?.hasSuffix("-dirty") == false)
    }

    @Test func manyMayBeTheFirst() async throws {
        let digests = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<8 { group.addTask { try await variant().digest } }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(digests.count == 1)
        #expect(try Files.names(in: scratch.path.appending("cache")).contains { $0.hasPrefix(".") } == false)
    }

    @Test func repositoryIsNotWrittenTo() async throws {
        try await Program.check("git", ["init", "-q"], directory: tree)
        try await Program.check("git", ["add", "."], directory: tree)
        try await Program.check(
            "git", ["-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-q", "-m", "base"],
            directory: tree)
        // As a build in place leaves it: git would note the new times, and take its lock for that.
        for name in ["mm/a.c", "mm/b.c", "Makefile"] {
            try FileManager.default.setAttributes(
                [.modificationDate: Date.now.addingTimeInterval(-100)], ofItemAtPath: tree.appending(name).string)
        }
        let index = tree.appending(".git/index")
        func written() throws -> [Data?] { [FileManager.default.contents(atPath: index.string)] }
        let before = (try written(), try self.written(index))
        #expect(try await variant().commit?.hasSuffix("-dirty") == false)
        #expect(try written() == before.0)
        #expect(try self.written(index) == before.1)
    }

    @Test func fileMayComeWhereADirectoryWas() async throws {
        try scratch.write("1", to: "linux/lib/deep/x")
        _ = try await synchronize(try await variant())
        try Files.remove(tree.appending("lib"))
        try scratch.write("a file", to: "linux/lib")
        let workspace = try await synchronize(try await variant())
        #expect(try Files.read(workspace.source.appending("lib")) == "a file")
        try Files.remove(tree.appending("lib"))
        try scratch.write("2", to: "linux/lib/x")
        try await workspace.synchronize(to: try await variant().content, from: tree, staged: [], in: scratch.path)
        #expect(try Files.read(workspace.source.appending("lib/x")) == "2")
    }

    @Test func withoutARepositoryEverythingIsSourceButAConfiguration() async throws {
        try scratch.write("/*\n", to: "linux/.gitignore")
        try scratch.write("CONFIG_X=y\n", to: "linux/.config")
        #expect(
            try await variant().content.entries.keys.sorted()
                == [".gitignore", "Kconfig", "Makefile", "mm/a.c", "mm/b.c"])
        try scratch.write("", to: "linux/include/generated/autoconf.h")
        let error = await #expect(throws: StraitError.self) { try await variant() }
        #expect(error?.message.contains("was built in place and is not a git repository") == true)
        #expect(error?.kind == .request)
    }

    @Test func whatIsNoTreeIsTold() async throws {
        let variants = TreeVariants(workspaces: try workspaces)
        for (name, message) in [("none", "there is no directory"), ("linux/mm", "is not a Linux source tree")] {
            let error = await #expect(throws: StraitError.self) {
                try await variants.variant(of: scratch.path.appending(name), patches: [])
            }
            #expect(error?.message.contains(message) == true)
        }
    }

    @Test(arguments: [
        ("VERSION = 7\nPATCHLEVEL = 3\nSUBLEVEL = 4\nEXTRAVERSION =\nNAME = Baby\n", "7.3.4"),
        ("# SPDX\nVERSION = 7\nPATCHLEVEL = 4\nSUBLEVEL = 0\nEXTRAVERSION = -rc1\n", "7.4.0-rc1"),
    ])
    func versionIsTheMakefiles(_ text: String, _ version: String) {
        #expect(TreeVersion.version(ofMakefile: text) == version)
        #expect(
            TreeVersion.release(version: version, localVersions: ["-next\n"]) == "\(version)-next-strait")
    }

    @Test func makefileOfSomethingElseHasNoVersion() {
        #expect(TreeVersion.version(ofMakefile: "all:\n\tcc x.c\n") == nil)
    }

    @Test func workspacesAreListedAndPruned() async throws {
        let key: String
        do {
            let workspace = try await synchronize(try await variant())
            key = workspace.directory.lastComponent?.string ?? ""
            // In use: it stays.
            #expect(try await workspaces.prune(keeping: []).isEmpty)
        }
        let listed = try await workspaces.list()
        #expect(listed.map(\.origin) == [["tree": tree.string]])
        #expect(try await workspaces.prune(keeping: [key]).isEmpty)
        // What an interrupted removal left goes, too.
        let place = scratch.path.appending("cache/workspaces")
        try Files.makeDirectory(place.appending(".\(key).dead/source"))
        #expect(try await workspaces.prune(keeping: []).map(\.key) == [key])
        #expect(try await workspaces.list().isEmpty)
        #expect(try Files.names(in: place).isEmpty)
    }
}

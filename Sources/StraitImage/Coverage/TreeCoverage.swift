// SPDX-License-Identifier: Apache-2.0

import StraitModel
import StraitSystem
import SystemPackage

/// Finds out what of a tree with patches has to be built with counters, and which lines the patches have changed.
struct TreeCoverage: Sendable {
    let variant: TreeVariants.Variant
    let empty: FilePath

    /// Options of a kernel that counts (kernel/gcov/Kconfig).
    static let options = ["DEBUG_FS=y", "GCOV_KERNEL=y"]
    /// The directory with the compiler's notes in a kernel's object.
    static let folder = "coverage"

    private static let deadline = Duration.seconds(60)

    /// The files that patches touch, and those that the request names. Errors: `request` for a named file that the tree
    /// has not.
    func coverage(_ request: CoverageRequest) async throws -> KernelCoverage {
        for name in request.files where variant.content.entries[name]?.isFile != true {
            throw StraitError(.request, "coverage: \(variant.tree) has no file \(name)")
        }
        let paths = Set(variant.staged.filter(CoverageScope.isCode) + request.files).sorted()
        var coverage = KernelCoverage(files: [], sources: [])
        for path in paths {
            guard let after = variant.content.entries[path], after.isFile else { continue }
            let file = try await file(path, after: after.hash)
            if file.hunks.isEmpty, !request.files.contains(path) { continue }
            if file.unseen == nil, path.hasSuffix(".c") { coverage.sources.append(path) }
            coverage.files.append(file)
        }
        return coverage
    }

    private func file(_ path: String, after: String) async throws -> CoverageFile {
        let (old, new) = (variant.tree.appending(path), variant.stage.files.appending(path))
        let before = Files.exists(old) ? try Digest.of(file: old) : nil
        let folder = path.split(separator: "/").dropLast().joined(separator: "/")
        let makefile = try variant.read(folder.isEmpty ? "Makefile" : "\(folder)/Makefile")
        let hunks = before == after ? "" : try await hunks(from: before == nil ? "/dev/null" : old, to: new)
        return CoverageFile(
            path: path, before: before, after: after, hunks: hunks,
            unseen: CoverageScope.objection(to: path, makefile: makefile))
    }

    /// The hunks of a unified diff of two files.
    private func hunks(from old: FilePath, to new: FilePath) async throws -> String {
        let finished = try await Program.run(
            "git",
            [
                "--git-dir=\(empty)", "diff", "--no-index", "--no-color", "--no-ext-diff", "--text", "--unified=3",
                "--diff-algorithm=histogram", "--", old.string, new.string,
            ],
            environment: MailReader.environment, directory: variant.stage.path, deadline: Self.deadline)
        // As diff does, git ends with 1 where the files differ.
        guard finished.succeeded || (finished.errors.isEmpty && finished.output.contains("\n@@ ")) else {
            throw StraitError(.infrastructure, "git cannot compare \(old) with its patched copy", cause: finished.tail)
        }
        let lines = finished.output.split(separator: "\n", omittingEmptySubsequences: false)
        return lines.drop { !$0.hasPrefix("@@ ") }.joined(separator: "\n")
    }
}

extension KernelCoverage {
    /// Keeps the compiler's notes of a build, without which its counts mean nothing.
    func keepNotes(of build: FilePath, in target: FilePath) throws {
        let folder = target.appending(TreeCoverage.folder)
        try Files.makeDirectory(folder)
        for source in sources {
            let name = Self.notes(of: source)
            guard Files.exists(build.appending(name)) else { continue }
            try Files.makeDirectory(folder.appending(name).removingLastComponent())
            try Files.copy(build.appending(name), to: folder.appending(name))
        }
    }

    /// The path of a source's notes: `mm/rmap.gcno`.
    static func notes(of source: String) -> String { source.dropLast(2) + ".gcno" }

    /// What has to be known before a night is run with it.
    var notes: [String] {
        sources.isEmpty
            ? [
                "coverage: nothing counts, because no patch touches a C file that can be built with counters, and none is named"
            ]
            : []
    }

    /// The same for a kernel that was built: what it does not contain cannot be seen.
    func built(in kernel: FilePath, toolchain: FilePath, program: String) -> KernelCoverage {
        let folder = kernel.appending(TreeCoverage.folder)
        var built = self
        built.sources.removeAll { !Files.exists(folder.appending(Self.notes(of: $0))) }
        for index in files.indices where sources.contains(files[index].path) {
            guard !built.sources.contains(files[index].path) else { continue }
            built.files[index].unseen = "this configuration builds no object from it"
        }
        built.tools = CoverageTools(notes: folder.string, toolchain: toolchain.string, program: program)
        return built
    }
}

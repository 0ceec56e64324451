// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitSystem
import SystemPackage

/// The files that patches touch, in a directory of their own: the tree is never written to, and what does not apply
/// leaves nothing.
struct PatchStage: Sendable {
    /// The tree.
    let tree: FilePath
    /// The directory with the patched files.
    let directory: FilePath
    /// A repository without anything in it: git must not find one above.
    let empty: FilePath
    /// Whether a path is a file of the tree that counts.
    private let isFile: @Sendable (String) -> Bool
    /// What was taken from the tree, whether it is still there or not.
    private(set) var taken: Set<String> = []
    /// What was made of a patch so that it applies, a sentence each.
    private(set) var notes: [String] = []

    init(
        tree: FilePath, directory: FilePath, empty: FilePath, isFile: @escaping @Sendable (String) -> Bool
    ) throws {
        self.tree = tree
        self.directory = directory
        self.empty = empty
        self.isFile = isFile
        try Files.makeDirectory(directory)
    }

    /// Applies a patch on top of those before it, whole or not at all, as `git am` would; returns it as it was applied.
    /// Errors: `patchConflict` where it does not apply.
    mutating func apply(_ patch: Patch) async throws -> Patch {
        let git = PatchGit(empty: empty, directory: directory)
        let file = directory.removingLastComponent().appending("applied.diff")
        var patch = patch
        let strip = try patch.strip ?? level(of: patch)
        if patch.strip == nil {
            patch.strip = strip
            patch.files = []
            try WholeFile.write(Self.forms(of: patch.diff)[0].diff, to: file.string)
            patch = try await git.listed(patch, file: file)
        }
        try refuseMisplaced(patch, strip)
        try take(patch)
        var first: Program.Finished?
        for form in Self.forms(of: patch.diff) {
            try WholeFile.write(form.diff, to: file.string)
            let finished = try await git.apply(["-v"], strip: strip, file)
            if finished.succeeded {
                notes += form.note.map { ["\(patch.name): \($0)"] } ?? []
                return patch
            }
            // The other way round it applies only to a tree that has it.
            if try await git.apply(["--check", "--reverse"], strip: strip, file).succeeded {
                throw PatchRefusal.conflict(patch, said: finished.errors, tree: tree, isThere: true)
            }
            first = first ?? finished
        }
        throw PatchRefusal.conflict(patch, said: first?.errors ?? "", tree: tree, isThere: false)
    }

    /// The diff as it may have been before its way here. Without the carriage returns is what `git am` does, with them
    /// what `git am --keep-cr` does; those that stand in the diff and not in its heads are the files' own.
    private static func forms(of diff: [UInt8]) -> [(diff: [UInt8], note: String?)] {
        let plain = DiffText.withoutCarriageReturns(diff)
        let removed = "applied without the carriage returns at the ends of its lines"
        switch DiffText.lineEnds(diff) {
        case .plain: return [(diff, nil)]
        case .carried: return [(plain, removed), (diff, "applied with the carriage returns at the ends of its lines")]
        case .ofFiles: return [(diff, nil), (plain, removed)]
        }
    }

    /// How much of the paths to take off, by what is in the tree.
    private func level(of patch: Patch) throws -> Int {
        guard case .unclear(let paths) = StripLevel.of(patch.diff) else { return 1 }
        let isThere = { (path: String) in isFile(path) || Files.exists(directory.appending(path)) }
        if let level = StripLevel.of(paths, hasFile: isThere, hasDirectory: hasDirectory) { return level }
        throw StraitError(
            .request,
            "the patch \(patch.name) has paths without a/ and b/ that fit twice: \(paths.first ?? "") may be that file of \(tree), "
                + "or the one without the first part; make it with `git diff`")
    }

    private func hasDirectory(_ path: String) -> Bool {
        Files.isDirectory(tree.appending(path)) || Files.isDirectory(directory.appending(path))
    }

    /// A path that lost a part too many becomes a file beside its directory.
    private func refuseMisplaced(_ patch: Patch, _ strip: Int) throws {
        guard strip > 0, case .unclear(let paths) = StripLevel.of(patch.diff) else { return }
        for path in paths {
            guard let name = StripLevel.stripped(path, strip), !isFile(name),
                let longer = StripLevel.stripped(path, strip - 1), let first = longer.split(separator: "/").first,
                hasDirectory(String(first))
            else { continue }
            throw StraitError(
                .patchConflict,
                "the patch \(patch.name) does not apply to \(tree): it would put \(name) beside the directory of \(longer); make it "
                    + "with `git diff`")
        }
    }

    /// Copies what a patch touches, once.
    private mutating func take(_ patch: Patch) throws {
        for path in patch.files + DiffText.origins(patch.diff) {
            guard !path.split(separator: "/").contains(".."), !path.hasPrefix("/"), isFile(path),
                taken.insert(path).inserted
            else { continue }
            try Files.makeDirectory(directory.appending(path).removingLastComponent())
            try FileManager.default.copyItem(
                atPath: tree.appending(path).string, toPath: directory.appending(path).string)
        }
    }
}

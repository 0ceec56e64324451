// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitSystem
import SystemPackage

/// What `strait patches` does: reads patches as a build would, and tries them on a tree. Nothing is built, and the tree
/// is not written to.
public struct PatchExamination: Sendable {
    /// The patches, as a build would take them.
    public let set: PatchSet
    /// Whether they apply; nil where no tree was named.
    public let trial: PatchTrial?

    /// Examines the patches of `places` (``KernelRequest/patches``); `cache` is where a scratch directory is made.
    /// Errors: `request` for what cannot be read, is ambiguous, is not complete, or is damaged.
    public static func of(_ places: [String], tree: String?, cache: String) async throws -> PatchExamination {
        let root = try ObjectCache(root: Files.absolute(cache)).root
        let empty = root.appending("empty.git")
        try await TreeListing.makeEmpty(at: empty)
        let scratch = try await ScratchDirectory.make(in: root)
        defer { scratch.remove() }
        let path = tree.map { Files.canonical(Files.absolute($0)) }
        if let path, !Files.isDirectory(path) { throw StraitError(.request, "there is no directory \(path)") }
        var set = try await PatchCollection(scratch: scratch.path, empty: empty, tree: path).read(places)
        guard let path else { return PatchExamination(set: set, trial: nil) }
        var stage = try PatchStage(tree: path, directory: scratch.files, empty: empty) {
            TreeFile.isThere($0, in: path)
        }
        let trial = try await trial(of: &set, on: &stage)
        set.notes += stage.notes
        return PatchExamination(set: try await BaseSearch(tree: path).found(for: set), trial: trial)
    }

    private static func trial(of set: inout PatchSet, on stage: inout PatchStage) async throws -> PatchTrial {
        var trial = PatchTrial(tree: stage.tree.string, results: [])
        for index in set.patches.indices {
            guard trial.applies else {
                trial.results.append(PatchTrial.Result(applies: nil))
                continue
            }
            do {
                set.patches[index] = try await stage.apply(set.patches[index])
                trial.results.append(PatchTrial.Result(applies: true))
            } catch let error as StraitError where error.isWrongRequest {
                trial.results.append(PatchTrial.Result(applies: false, reason: error.description))
            }
        }
        return trial
    }
}

/// A file of a tree of which nobody has made a list.
private enum TreeFile {
    /// Whether a path is a file or a link of the tree, reached through directories alone: a link may lead out of it.
    static func isThere(_ path: String, in tree: FilePath) -> Bool {
        let parts = path.split(separator: "/")
        var place = tree.string
        for (index, part) in parts.enumerated() {
            place += "/\(part)"
            var status = stat()
            guard lstat(place, &status) == 0 else { return false }
            let kind = status.st_mode & S_IFMT
            if index < parts.count - 1 {
                guard kind == S_IFDIR else { return false }
            } else {
                return kind == S_IFREG || kind == S_IFLNK
            }
        }
        return false
    }
}

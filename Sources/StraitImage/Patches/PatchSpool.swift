// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitSystem
import SystemPackage

/// What could be read only once (standard input, a shell's `<(git diff)`), kept as files in the cache: every
/// architecture, and `repro` of a run, need it again.
public struct PatchSpool: Sendable {
    private let directory: FilePath

    /// The kind under which such files are listed.
    private static let kind = "patches"

    /// The spool of the cache `root`.
    init(root: FilePath) { directory = root.appending("patches") }

    /// The spool of a cache.
    public init(cache: String) { self.init(root: Files.absolute(cache)) }

    /// A request with the paths of kept files in place of what can be read only once. Errors: `request` for what is
    /// empty or certainly no patch.
    public func keeping(_ request: KernelRequest) throws -> KernelRequest {
        var request = request
        let inputs = request.patches.filter(OneTimeInput.isOne)
        if let twice = inputs.first(where: { one in inputs.count { $0 == one } > 1 }) {
            throw StraitError(.request, "\(OneTimeInput.name(twice)) is named twice, and can be read only once")
        }
        request.patches = try request.patches.map { try OneTimeInput.isOne($0) ? keep($0) : $0 }
        return request
    }

    private func keep(_ path: String) throws -> String {
        let bytes = try OneTimeInput.read(path)
        let name = OneTimeInput.name(path)
        // What is packed is unpacked when it is read.
        if !PatchFileContent.isPacked(bytes) { _ = try PatchFileContent.text(bytes, name: name) }
        try Files.makeDirectory(directory)
        let kept = directory.appending(
            "\(path == PatchPlace.standardInput ? "stdin" : "pipe")-\(Digest.of(bytes).prefix(16))")
        try Trouble.rethrowing("write", kept) { try WholeFile.write(bytes, to: kept.string) }
        return kept.string
    }

    /// What is kept, as the cache lists it.
    func list() throws -> [CachedObject] {
        try Files.names(in: directory).filter { !WholeFile.isTemporary($0) }.map { name in
            let path = directory.appending(name)
            let size = try FileManager.default.attributesOfItem(atPath: path.string)[.size] as? Int
            return CachedObject(
                kind: Self.kind, key: name, bytes: size ?? 0, made: Files.modified(path),
                lastUsed: Files.modified(path),
                origin: ["source": path.string])
        }
    }

    /// Removes what none of these paths names; returns what was removed.
    func prune(keeping paths: [String]) throws -> [CachedObject] {
        let needed = Set(paths)
        let removed = try list().filter { !needed.contains(directory.appending($0.key).string) }
        for object in removed { try Files.remove(directory.appending(object.key)) }
        return removed
    }
}

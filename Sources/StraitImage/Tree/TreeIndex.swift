// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitSystem
import SystemPackage

/// The state of every file of a tree when its content was last read. Like git's index it avoids reading unchanged files
/// again.
struct TreeIndex: Sendable {
    /// An entry with the result of `lstat` at that time.
    private struct Known {
        var signature: String
        var entry: TreeContent.Entry
    }

    /// The tree.
    let tree: FilePath
    /// The index file.
    let file: FilePath

    /// A file that changed less than this many seconds before it was read may change again unnoticed.
    private static let settled = 2.0

    /// The content of `names` now; missing ones are left out.
    func content(of names: Set<String>) async throws -> TreeContent {
        let before = read()
        let start = Date.now.timeIntervalSince1970
        var now: [String: Known] = [:]
        var unknown: [String] = []
        for name in names {
            guard let looked = try look(at: name) else { continue }
            if let known = before[name], known.signature == looked.signature {
                now[name] = known
            } else {
                if looked.entry.isFile { unknown.append(name) }
                let signature = looked.changed > start - Self.settled ? "unsettled" : looked.signature
                now[name] = Known(signature: signature, entry: looked.entry)
            }
        }
        for (name, hash) in try await Digest.of(files: unknown, below: tree) { now[name]?.entry.hash = hash }
        // Files that disappeared meanwhile have no hash.
        now = now.filter { !$0.value.entry.hash.isEmpty }
        if !unknown.isEmpty || now.count != before.count { try write(now) }
        return TreeContent(entries: now.mapValues(\.entry))
    }

    /// The state of a name by `lstat`; nil if it does not exist, or is neither a file nor a link.
    private func look(at name: String) throws -> (signature: String, entry: TreeContent.Entry, changed: Double)? {
        var status = stat()
        let path = "\(tree.string)/\(name)"
        guard lstat(path, &status) == 0 else { return nil }
        let changed = Double(max(status.st_mtim.tv_sec, status.st_ctim.tv_sec))
        let signature = Self.signature(of: status)
        switch status.st_mode & S_IFMT {
        case S_IFREG:
            let mode = status.st_mode & S_IXUSR == 0 ? "644" : "755"
            return (signature, TreeContent.Entry(mode: mode, hash: ""), changed)
        case S_IFLNK:
            let target = try FileManager.default.destinationOfSymbolicLink(atPath: path)
            let hash = target.utf8.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
            return (signature, TreeContent.Entry(mode: TreeContent.Entry.link, hash: hash), changed)
        default: return nil
        }
    }

    /// Changes if the file may have changed. Inode numbers can need all 64 bits (NFS, bind mounts of other systems).
    static func signature(of status: stat) -> String {
        let times = [status.st_mtim, status.st_ctim].flatMap { ["\($0.tv_sec)", "\($0.tv_nsec)"] }
        return (["\(status.st_size)"] + times + ["\(status.st_ino)", "\(status.st_mode)"]).joined(separator: ".")
    }

    /// An unreadable index is ignored, because it only saves time.
    private func read() -> [String: Known] {
        guard let text = try? Files.read(file) else { return [:] }
        var index: [String: Known] = [:]
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: " ", maxSplits: 3)
            guard parts.count == 4 else { continue }
            let entry = TreeContent.Entry(mode: String(parts[1]), hash: String(parts[2]))
            index[String(parts[3])] = Known(signature: String(parts[0]), entry: entry)
        }
        return index
    }

    private func write(_ index: [String: Known]) throws {
        var text = ""
        for (name, known) in index { text += "\(known.signature) \(known.entry.mode) \(known.entry.hash) \(name)\n" }
        try Files.makeDirectory(file.removingLastComponent())
        try Files.write(text, to: file)
    }
}

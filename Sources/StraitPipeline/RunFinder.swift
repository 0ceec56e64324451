// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitStore

/// Finds run directories.
enum RunFinder {
    /// How many levels below the given directory to search: `nights/smoke/2026-11-23` and one more.
    private static let deepest = 4

    /// Absolute paths of the runs in a directory and below it, sorted; an empty path if the directory itself is a run.
    /// Nothing below a run is searched. Nil if the directory cannot be read.
    static func paths(in root: String) -> [String]? {
        guard (try? FileManager.default.contentsOfDirectory(atPath: root)) != nil else { return nil }
        return paths(root, "", 0)
    }

    /// Whether a directory is a run, or looks like one without its record, which must be reported.
    static func isRun(_ path: String) -> Bool {
        RunDirectory.holdsRun(at: path) || FileManager.default.fileExists(atPath: "\(path)/results.json")
    }

    private static func paths(_ root: String, _ path: String, _ depth: Int) -> [String] {
        if isRun(root + path) { return [path] }
        guard depth < deepest else { return [] }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: root + path)) ?? []
        return names.sorted().flatMap { name -> [String] in
            var isDirectory: ObjCBool = false
            let below = "\(path)/\(name)"
            guard FileManager.default.fileExists(atPath: root + below, isDirectory: &isDirectory), isDirectory.boolValue
            else { return [] }
            return paths(root, below, depth + 1)
        }
    }
}

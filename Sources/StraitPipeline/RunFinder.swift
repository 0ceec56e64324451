// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitStore

/// Finds run directories.
struct RunFinder {
    /// What a search found.
    struct Found {
        /// Paths of the runs from the given directory, each beginning with `/`, sorted; an empty path if the directory
        /// itself is a run.
        var paths: [String] = []
        /// Directories that could not be read, one sentence each: they may contain runs.
        var problems: [String] = []
    }

    /// How many levels below the given directory to search: `nights/smoke/2026-11-23` and one more.
    private static let deepest = 4

    /// The names in a directory.
    var list: (String) throws -> [String] = { try FileManager.default.contentsOfDirectory(atPath: $0) }

    /// The runs in a directory and below it. Nothing below a run is searched. Errors: `request` if the directory itself
    /// cannot be read.
    func runs(in root: String) throws -> Found {
        guard (try? list(root)) != nil else {
            throw StraitError(.request, "cannot read the directory \(root)")
        }
        var found = Found()
        look(root, "", 0, &found)
        return found
    }

    /// Whether a directory is a run, or looks like one without its record, which must be reported.
    static func isRun(_ path: String) -> Bool {
        RunDirectory.holdsRun(at: path) || FileManager.default.fileExists(atPath: "\(path)/results.json")
    }

    private func look(_ root: String, _ path: String, _ depth: Int, _ found: inout Found) {
        if Self.isRun(root + path) { return found.paths.append(path) }
        guard depth < Self.deepest else { return }
        do {
            for name in try list(root + path).sorted() {
                var isDirectory: ObjCBool = false
                let below = "\(path)/\(name)"
                guard FileManager.default.fileExists(atPath: root + below, isDirectory: &isDirectory),
                    isDirectory.boolValue
                else { continue }
                look(root, below, depth + 1, &found)
            }
        } catch {
            found.problems.append(
                "\(root)\(path) cannot be read, and runs in it are missing: \(error.localizedDescription)")
        }
    }
}

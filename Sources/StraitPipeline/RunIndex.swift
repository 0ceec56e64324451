// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitReport
import StraitStore

/// The page over all runs below a directory.
public struct RunIndex: Sendable {
    /// The index's name in the directory.
    public static let fileName = "index.html"
    /// Directories below the one that is named: `nights/smoke/2026-11-23` and one more.
    private static let deepest = 4

    private let input: IndexInput

    /// Reads every run below a directory. A run that cannot be read is told in the page and stops nothing. `base` is the path from
    /// the page to the directory, empty or ending in `/`. Errors: `request` where the directory itself cannot be read.
    public init(of directory: String, base: String = "") throws {
        guard (try? FileManager.default.contentsOfDirectory(atPath: directory)) != nil else {
            throw StraitError(.request, "cannot read the directory \(directory)")
        }
        guard !RunDirectory.holdsRun(at: directory) else {
            throw StraitError(.request, "\(directory) is a run itself; name the directory that it is in")
        }
        var runs: [IndexInput.Run] = []
        var problems: [String] = []
        for path in Self.directories(directory) {
            do {
                let run = try RunDirectory.open(at: directory + path)
                let stored = try run.results()
                let record = run.record.needed(given: stored.cells)
                let results = RunResults(
                    id: record.id, started: record.started, finished: try run.finished(), cells: stored.cells)
                runs.append(
                    .init(
                        record: record, results: results, base: Self.link(base, path),
                        hasReport: FileManager.default.fileExists(atPath: "\(run.path)/\(RunReport.fileName)")))
                problems += stored.problems
            } catch {
                problems.append("\(path.dropFirst()): \((error as? StraitError)?.description ?? "\(error)")")
            }
        }
        input = IndexInput(title: (directory as NSString).lastPathComponent, runs: runs, problems: problems)
    }

    /// The page.
    public var html: [UInt8] { IndexPage.html(input) }

    /// Paths of the runs, each from `/` on; nothing below a run is another one.
    private static func directories(_ root: String, below path: String = "", depth: Int = 0) -> [String] {
        if depth > 0, RunDirectory.holdsRun(at: root + path) { return [path] }
        guard depth < deepest, let names = try? FileManager.default.contentsOfDirectory(atPath: root + path) else {
            return []
        }
        return names.sorted().flatMap { name -> [String] in
            var isDirectory: ObjCBool = false
            let below = "\(path)/\(name)"
            // A directory that looks like a run and has lost its record is not passed over in silence.
            guard FileManager.default.fileExists(atPath: root + below, isDirectory: &isDirectory), isDirectory.boolValue
            else { return [] }
            if FileManager.default.fileExists(atPath: "\(root)\(below)/results.json") { return [below] }
            return directories(root, below: below, depth: depth + 1)
        }
    }

    private static func link(_ base: String, _ path: String) -> String {
        let plain = CharacterSet(charactersIn: "-._~,+/").union(.alphanumerics)
        let parts = String(path.dropFirst()).addingPercentEncoding(withAllowedCharacters: plain) ?? ""
        return (base.isEmpty ? "./" : base) + parts + "/"
    }
}

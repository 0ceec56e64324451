// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitAnalysis
import StraitModel
import StraitReport
import StraitStore

/// The index page of all runs below a directory.
public struct RunIndex: Sendable {
    /// The file name of the index.
    public static let fileName = "index.html"
    private let input: IndexInput

    /// Reads all runs below a directory. Unreadable runs are listed in the page. `base` is the path from the page to
    /// the directory, empty or ending in `/`. Errors: `request` if the directory cannot be read.
    public init(of directory: String, base: String = "") throws {
        try self.init(of: directory, base: base, finder: RunFinder())
    }

    init(of directory: String, base: String = "", finder: RunFinder) throws {
        let found = try finder.runs(in: directory)
        guard !RunFinder.isRun(directory) else {
            throw StraitError(.request, "\(directory) is a run itself; name the directory that it is in")
        }
        var runs: [IndexInput.Run] = []
        var problems = found.problems
        for path in found.paths {
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

    private static func link(_ base: String, _ path: String) -> String {
        let plain = CharacterSet(charactersIn: "-._~,+/").union(.alphanumerics)
        let parts = String(path.dropFirst()).addingPercentEncoding(withAllowedCharacters: plain) ?? ""
        return (base.isEmpty ? "./" : base) + parts + "/"
    }
}

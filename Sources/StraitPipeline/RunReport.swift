// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitAnalysis
import StraitModel
import StraitReport
import StraitStore
import StraitSystem
import StraitWorkload

/// The report of a run, made from its directory.
public struct RunReport: Sendable {
    /// The report's name in a run's directory.
    public static let fileName = Report.fileName
    /// How many bytes of a console to read: more than a report shows.
    private static let consoleTail = 256 << 10

    private var input: ReportInput

    /// Reads a run's results; evidence is read when the page is made. `base` is the path from the page to the run's
    /// directory, empty or ending in `/`. `against`: earlier runs to compare with. Errors: `request` if a run cannot be
    /// read, or has no cell in common with this one.
    public init(of directory: RunDirectory, base: String = "", against: [RunDirectory] = []) throws {
        let stored = try directory.results()
        // Values that a search did not need are not cells without a result.
        let record = directory.record.needed(given: stored.cells)
        let results = RunResults(
            id: record.id, started: record.started, finished: try directory.finished(), cells: stored.cells,
            searches: record.searchResults(stored.cells))
        let within = RunComparison.within(record, results).map { [$0] } ?? []
        let since = try against.map { try RunComparison($0, directory, isEnded: results.finished != nil) }
        input = ReportInput(
            record: record, results: results, problems: stored.problems + since.flatMap(\.baseProblems), base: base,
            comparisons: within + since.map(\.comparison)
        ) { id in Self.evidence(of: id, in: directory) }
        let coverage = RunCoverage(directory)
        input.coverage = coverage.kernels
        input.problems += coverage.problems
    }

    /// Whether the run has ended.
    public var isFinished: Bool { input.results.finished != nil }

    /// The page of a running run, which reloads itself.
    func livePage(every seconds: Int) -> [UInt8] {
        var live = input
        live.refresh = seconds
        return Report.html(live)
    }

    /// The page.
    public var html: [UInt8] { Report.html(input) }

    /// The summary for a terminal.
    public func summary(width: Int, colour: Bool) -> String { Summary.text(input, width: width, color: colour) }

    /// The run as Markdown, with the comparison of its kernels if it has a base and a candidate.
    public var markdown: String { RunMarkdown.text(input) }

    /// The run as checks of a patch, for Patchwork.
    func checks(targetURL: String?) -> [PatchworkCheck] { PatchworkCheck.of(input, targetURL: targetURL) }

    /// The run as KCIDB's JSON.
    func kcidb() throws -> [UInt8] { try KCIDB.json(input) }

    /// The run as KTAP.
    public var ktap: String { KTAPText.text(input) }

    /// Writes the page and the files for other programs; returns the page's path. The directory must be open for
    /// writing.
    public static func write(to directory: RunDirectory) throws -> String {
        let report = try RunReport(of: directory)
        try directory.write(report.html, named: fileName)
        try directory.write(XML.encode(JUnit.document(report.input)), named: "junit.xml")
        try directory.write(KCIDB.json(report.input), named: "kcidb.json")
        return "\(directory.path)/\(fileName)"
    }

    private static func evidence(of id: String, in directory: RunDirectory) -> CellEvidence {
        // Unreadable files are not shown; the list of files names them.
        let files = (try? directory.files(of: id)) ?? []
        func read(_ name: String, tail: Bool = false) -> [UInt8]? {
            try? directory.read(name, of: id, from: tail ? -consoleTail : 0, count: 1 << 20)
        }
        return CellEvidence(
            console: read("console.log", tail: true) ?? [],
            consoleBytes: files.first { $0.name == "console.log" }?.bytes,
            iomem: read("iomem.txt").map { ProcFiles.iomem($0) } ?? [],
            arguments: read("qemu.args").map { String(decoding: $0, as: UTF8.self) },
            files: files.map { CellEvidence.File(name: $0.name, bytes: $0.bytes) })
    }
}

extension RunDirectory {
    /// Rewrites `results.json`, including what the run's searches have found.
    @discardableResult
    public func writeResults(finished: String?, always: Bool = false) throws -> Bool {
        try writeResults(finished: finished, always: always) { record.searchResults($0) }
    }

    /// Removes the end time of a run that is resumed: if it is killed now, it has not ended.
    func reopen() throws {
        // A new run has no results that could look ended.
        guard FileManager.default.fileExists(atPath: "\(path)/results.json") else { return }
        try writeResults(finished: nil, always: true)
    }

    /// When the run ended; nil while it goes on, or if it was cut off.
    func finished() throws -> String? {
        struct Head: Decodable { var finished: String? }
        guard let data = FileManager.default.contents(atPath: "\(path)/results.json") else { return nil }
        do {
            return try JSON.decode(Head.self, data).finished
        } catch {
            throw StraitError(.request, "\(path)/results.json cannot be used: it is not the results of a run")
        }
    }
}

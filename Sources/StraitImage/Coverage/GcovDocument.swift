// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel

/// What `gcov --json-format` writes of one object (gcov(1), "JSON format"): only the parts that are used.
struct GcovDocument: Decodable {
    /// A line as one function has it: a line of an inlined function stands in each of its users.
    struct Line: Decodable {
        var number: Int
        var count: Double
        var branches: [Branch]?

        enum CodingKeys: String, CodingKey {
            case number = "line_number"
            case count, branches
        }
    }

    /// A way on from a line.
    struct Branch: Decodable {
        var count: Double
    }

    struct Function: Decodable {
        var name: String
        var first: Int
        var last: Int

        enum CodingKeys: String, CodingKey {
            case name = "demangled_name"
            case first = "start_line"
            case last = "end_line"
        }
    }

    struct File: Decodable {
        var path: String
        var lines: [Line]
        var functions: [Function]

        enum CodingKeys: String, CodingKey {
            case path = "file"
            case lines, functions
        }
    }

    /// The `.gcda` file that was read.
    var data: String
    var files: [File]

    enum CodingKeys: String, CodingKey {
        case data = "data_file"
        case files
    }

    /// The documents of a whole output, one a line.
    static func all(_ output: Data) throws -> [GcovDocument] {
        try output.split(separator: 0x0a).map { try JSONDecoder().decode(GcovDocument.self, from: Data($0)) }
    }
}

/// Adds up documents to the lines of the files that are asked for. Pure.
struct GcovTally {
    /// Where the sandbox of a kernel's build has the tree.
    private static let tree = "/source/"

    private let readings: Int
    private var counts: [String: [Int: [Int: UInt64]]] = [:]
    private var functions: [String: Set<CellCoverage.Function>] = [:]
    private var branches: [String: [Int: [Int: [UInt64]]]] = [:]

    /// A tally of a number of readings, of these files.
    init(readings: Int, paths: [String]) {
        self.readings = readings
        for path in paths { counts[path] = [:] }
    }

    /// Adds the document of a source in a reading.
    mutating func add(_ document: GcovDocument, of source: String, reading: Int) {
        for file in document.files where file.path.hasPrefix(Self.tree) {
            let path = String(file.path.dropFirst(Self.tree.count))
            guard counts[path] != nil else { continue }
            for line in file.lines {
                let earlier = counts[path]?[reading]?[line.number] ?? 0
                counts[path]?[reading, default: [:]][line.number] = Self.sum(earlier, line.count)
                // A header's lines stand in several documents, and one of these may be missing in a reading.
                guard path == source, let ways = line.branches, !ways.isEmpty else { continue }
                branches[path, default: [:]][reading, default: [:]][line.number, default: []] += ways.map {
                    Self.sum(0, $0.count)
                }
            }
            for function in file.functions {
                functions[path, default: []].insert(
                    CellCoverage.Function(name: function.name, first: function.first, last: function.last))
            }
        }
    }

    /// The files that any document has lines of, sorted by path.
    var files: [CellCoverage.File] {
        counts.filter { !$0.value.isEmpty }.sorted { $0.key < $1.key }.map { path, readings in
            let lines = Set(readings.values.flatMap(\.keys)).sorted()
            let functions = (functions[path] ?? []).sorted {
                ($0.first, $0.last, $0.name) < ($1.first, $1.last, $1.name)
            }
            let counts = (0..<self.readings).map { reading in
                readings[reading].map { held in lines.map { held[$0] ?? 0 } }
            }
            return CellCoverage.File(
                path: path, lines: lines, counts: counts, functions: functions, branches: taken(path))
        }
    }

    /// The ways that the last two readings of a file agree on.
    private func taken(_ path: String) -> [CellCoverage.Branches]? {
        let known = (branches[path] ?? [:]).sorted { $0.key < $1.key }.map(\.value)
        guard let last = known.last else { return nil }
        let before = known.dropLast().last ?? last
        return last.sorted { $0.key < $1.key }.compactMap { line, counts in
            guard counts.count > 1, let earlier = before[line], earlier.count == counts.count else { return nil }
            return CellCoverage.Branches(line: line, counts: zip(earlier, counts).map(min))
        }
    }

    /// A guest may report any number: too large a sum stays at the largest, and none is below 0.
    private static func sum(_ earlier: UInt64, _ count: Double) -> UInt64 {
        guard count >= 1 else { return earlier }
        let added = count < 9e18 ? UInt64(count) : UInt64(Int64.max)
        let (sum, overflow) = earlier.addingReportingOverflow(added)
        return overflow ? .max : sum
    }
}

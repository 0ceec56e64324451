// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel

/// What `gcov --json-format` writes of one object (gcov(1), "JSON format"): only the parts that are used.
struct GcovDocument: Decodable {
    /// A line as one function has it: a line of an inlined function stands in each of its users.
    struct Line: Decodable {
        var number: Int
        var count: Double

        enum CodingKeys: String, CodingKey {
            case number = "line_number"
            case count
        }
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

    /// A tally of a number of readings, of these files.
    init(readings: Int, paths: [String]) {
        self.readings = readings
        for path in paths { counts[path] = [:] }
    }

    /// Adds a document of a reading.
    mutating func add(_ document: GcovDocument, reading: Int) {
        for file in document.files where file.path.hasPrefix(Self.tree) {
            let path = String(file.path.dropFirst(Self.tree.count))
            guard counts[path] != nil else { continue }
            for line in file.lines {
                let earlier = counts[path]?[reading]?[line.number] ?? 0
                counts[path]?[reading, default: [:]][line.number] = Self.sum(earlier, line.count)
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
            return CellCoverage.File(path: path, lines: lines, counts: counts, functions: functions)
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

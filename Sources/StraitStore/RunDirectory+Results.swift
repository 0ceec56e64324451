// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitSystem

extension RunDirectory {
    /// Computes what the run's searches found from the results of the cells; nil for a run without searches. The
    /// analysis passes it in, because the store may not import it.
    public typealias Searches = ([CellResult]) throws -> [SearchResult]?

    /// Rewrites `results.json` from the cells' results and the `searches`; called whenever a cell has finished.
    ///
    /// While the run goes on (`finished` is nil), most calls return false at once, and a later one writes the file. At
    /// the end of the run (`finished`, ISO 8601 in UTC) or with `always` it is always written.
    @discardableResult
    public func writeResults(finished: String?, always: Bool = false, searches: Searches) throws -> Bool {
        try requireLock()
        if whole.withLock({ $0 == nil }) { _ = try results() }
        guard finished == nil, !always else {
            try published.withLock { try publish(&$0, finished, searches) }
            return true
        }
        // If another thread is already writing, there is nothing to do.
        return try published.withLockIfAvailable { state in
            guard state.isDue(at: .now) else { return false }
            try publish(&state, finished, searches)
            return true
        } ?? false
    }

    private func publish(_ state: inout Publication, _ finished: String?, _ found: Searches) throws {
        let start = ContinuousClock.now
        let whole = whole.withLock { $0 ?? [] }
        // The head is encoded; the cells are copied from their files. So nothing is encoded twice, and only one cell at
        // a time is in memory.
        let head = RunResults(id: record.id, started: record.started, finished: finished, cells: [])
        let fields = try Self.fields(head)
        let searches = try searchField(whole, found)
        try WholeFile.write(to: "\(path)/results.json") { write in
            var separator = "{\n  \"cells\" : ["
            for id in record.cellIDs where whole.contains(id) {
                guard let bytes = try Listing.read("\(path)/cells/\(id)/result.json", count: 64 << 20) else { continue }
                try write(Array((separator + "\n    ").utf8)[...])
                try write(Self.indented(bytes)[...])
                separator = ","
            }
            let close = separator == "," ? "\n  ],\n" : separator + "],\n"
            try write(Array((close + fields + searches + "\n}\n").utf8)[...])
        }
        try WholeFile.synchronize(path)
        state.last = .now
        state.cost = .now - start
    }

    private static func fields(_ head: RunResults) throws -> String {
        func quoted(_ text: String) throws -> String {
            String(decoding: try JSON.encode(text).dropLast(), as: UTF8.self)
        }
        let values = [("finished", head.finished), ("id", head.id), ("schema", head.schema), ("started", head.started)]
        return try values.compactMap { name, value in try value.map { try "  \"\(name)\" : \(quoted($0))" } }
            .joined(separator: ",\n")
    }

    /// The results of the searches as the last field of the file; empty for a run without any.
    private func searchField(_ whole: Set<String>, _ found: Searches) throws -> String {
        guard let searches = record.searches else { return "" }
        let wanted = Set(searches.flatMap(\.candidates).map(\.cell)).intersection(whole)
        let results = try wanted.compactMap { id in
            try Listing.read("\(path)/cells/\(id)/result.json", count: 64 << 20)
                .map { try JSON.decode(CellResult.self, $0) }
        }
        guard let found = try found(results) else { return "" }
        let text = String(decoding: Self.indented(try JSON.encode(found), by: 2), as: UTF8.self)
        return ",\n  \"searches\" : " + text.drop { $0 == " " }
    }

    /// Indents JSON. Strings are not affected, because JSON escapes line breaks in them.
    private static func indented(_ bytes: [UInt8], by spaces: Int = 4) -> [UInt8] {
        let margin = [UInt8](repeating: UInt8(ascii: " "), count: spaces)
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + bytes.count / 4)
        let end = bytes.lastIndex { $0 != UInt8(ascii: "\n") } ?? -1
        var atLineStart = false
        for byte in bytes.prefix(end + 1) {
            // An empty line stays empty, as the encoder writes it.
            if atLineStart, byte != UInt8(ascii: "\n") { result += margin }
            atLineStart = byte == UInt8(ascii: "\n")
            result.append(byte)
        }
        return result
    }
}

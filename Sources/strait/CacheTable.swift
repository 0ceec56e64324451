// SPDX-License-Identifier: Apache-2.0

import StraitImage
import StraitReport

/// The objects of the cache as columns: by kind, the last used first.
struct CacheTable {
    private let objects: [CachedObject]

    init(_ objects: [CachedObject]) { self.objects = objects }

    /// A line for each object, and one with the totals.
    var lines: [String] {
        let rows = objects.sorted { ($0.kind, $1.lastUsed, $0.key) < ($1.kind, $0.lastUsed, $1.key) }.map(Self.cells)
        let widths = (0..<4).map { column in rows.map { $0[column].count }.max() ?? 0 }
        let table = rows.map { row in
            zip(row, widths).map { text, width in text.padding(to: width) }.joined(separator: "  ") + "  \(row[4])"
        }
        return table + [sum]
    }

    private var sum: String {
        "\(objects.count) objects, \(Self.mebibytes(objects.reduce(0) { $0 + $1.bytes }))"
    }

    private static func mebibytes(_ bytes: Int) -> String { "\(bytes >> 20) MiB" }

    /// Kind, architecture, size, last use to the minute, and origin.
    private static func cells(_ object: CachedObject) -> [String] {
        // An object that was made and never used has no later time.
        let used = String(max(object.made, object.lastUsed).prefix(16)).replacing("T", with: " ")
        // The tree is named only if no source is.
        let keys = ["release", "compiler", "suite", object.origin["source"] == nil ? "tree" : "source", "version"]
        let patches = object.origin["patches"].map { ["with \($0)"] } ?? []
        let what = (keys.compactMap { object.origin[$0] } + patches).joined(separator: "  ")
        let architecture = object.origin["architecture"] ?? "-"
        // The subject of a mail can be any text.
        return [object.kind, architecture, mebibytes(object.bytes), used, Clean.line(what)]
    }
}

extension String {
    fileprivate func padding(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}

// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

/// A series as the plain text of a mail: at most 60 lines of at most 72 columns.
public struct SeriesMail {
    private let series: SeriesView

    /// Makes the mail of a series.
    public init(_ series: SeriesView) { self.series = series }

    /// The text.
    public var text: String {
        let text = SeriesText(series, width: ComparisonMail.width, ink: Ink(isOn: false), isMail: true)
        let head = text.headline
        let foot = tested
        var rows = text.rows()
        // The changes need room, too.
        let room = ComparisonMail.mostLines - head.count - foot.count - text.head.count - 4
        if rows.count > room / 2 { rows = text.rows(onlyMoved: true) }
        let shown = Self.cut(rows, max(4, room * 2 / 3))
        let changes = Self.cut(
            series.steps.map(text.changes).filter { !$0.isEmpty }.flatMap(\.self), max(4, room - shown.count))
        return [head, text.head + shown, changes, foot].filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }
            .joined(separator: "\n\n") + "\n"
    }

    private var tested: [String] {
        guard let comparison = series.steps.last?.places.compactMap(\.comparison).first else { return [] }
        let lines = TestedWith(comparison: comparison).lines.map { "  \($0)" }
        return Self.cut(
            ["Tested, the last patch:"]
                + lines.flatMap { TextLines.broken(TextLines.ascii($0), ComparisonMail.width, "    ") }, 8)
    }

    private static func cut(_ lines: [String], _ most: Int) -> [String] {
        lines.count <= most ? lines : lines.prefix(most - 1) + ["  ... (\(lines.count - most + 1) more lines)"]
    }
}

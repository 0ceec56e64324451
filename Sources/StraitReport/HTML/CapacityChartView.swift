// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

extension CapacityChart {
    /// The marks of the lines in their order; they can be told apart without colour.
    private static let shapes = [
        "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z", "M-4 -4h8v8h-8z", "M0 -5l5 9h-10z", "M0 -5.5l5 5.5l-5 5.5l-5 -5.5z",
    ]

    /// The values for the template. What does not depend on the values (the frame, 62 to 498 horizontally) is in the
    /// template.
    func view(_ architecture: Architecture) -> View {
        let scale = ChartScale(self)
        return [
            "arch": architecture.rawValue, "width": Int(ChartScale.width), "height": Int(ChartScale.height),
            "zero": place(scale.zero + 4), "baseline": place(scale.baseline), "floor": place(scale.floor),
            "across": columnTitle,
            "ticks": scale.ticks.map {
                ["y": place(scale.y($0)), "text": place(scale.y($0) + 4), "label": Words.size($0)] as View
            },
            "columns": scale.labelled.map { ["x": place(scale.x($0)), "label": columnLabel($0)] as View },
            "marks": zip(marks, Self.apart(marks.map { scale.y($0) + 4 })).map { mark, text in
                ["y": place(scale.y(mark)), "text": place(text), "label": Words.size(mark)] as View
            },
            "series": series.enumerated().map { Self.draw($1, $0, scale, series.count) },
            "leftOut": leftOut > 0 ? Words.count(leftOut, "more line") : nil, "table": table,
        ]
    }

    private var columnTitle: String {
        Words.axis(columnAxis.name) + (Words.unit(of: columnAxis.name).map { " in \($0)" } ?? "")
    }

    private func columnLabel(_ index: Int) -> String {
        let column = columns[index]
        return column.bits.map(String.init) ?? column.label
    }

    /// Positions for labels, from the bottom upwards, without overlaps.
    private static func apart(_ places: [Double]) -> [Double] {
        places.reduce(into: []) { result, place in result.append(min(place, (result.last ?? .infinity) - 13)) }
    }

    private static func draw(_ series: Series, _ index: Int, _ scale: ChartScale, _ count: Int) -> View {
        // Equal lines are drawn side by side.
        let shift = (Double(index) - Double(count - 1) / 2) * min(5, 24 / Double(count))
        let points = series.points.map { point in (x: scale.x(point.column) + shift, point: point) }
        let path = points.map { "\(place($0.x)),\(place(scale.y($0.point.median)))" }.joined(separator: " ")
        return [
            "index": index, "name": series.name, "shape": shapes[index % shapes.count],
            "path": scale.isNumeric && points.count > 1 ? path : nil,
            "points": points.map { x, point in
                let spread = point.sizes.first != point.sizes.last
                return [
                    "x": place(x), "y": place(scale.y(point.median)), "shape": shapes[index % shapes.count],
                    "from": spread ? place(scale.y(point.sizes[0])) : nil,
                    "to": spread ? place(scale.y(point.sizes[point.sizes.count - 1])) : nil,
                    "dots": spread ? Self.dots(point, scale, x) : [], "title": "\(series.name): \(range(point))",
                ] as View
            },
        ]
    }

    /// A dot for each different size, because sizes between the ends matter too; limited in number.
    private static func dots(_ point: Point, _ scale: ChartScale, _ x: Double) -> [View] {
        let sizes = point.sizes.reduce(into: [Mebibytes]()) { if $0.last != $1 { $0.append($1) } }
        return sizes.count > 24 ? [] : sizes.map { ["x": place(x), "y": place(scale.y($0))] }
    }

    private static func range(_ point: Point) -> String {
        guard let least = point.sizes.first, let most = point.sizes.last, least != most else {
            return Words.size(point.median)
        }
        return "\(Words.size(least)) to \(Words.size(most)), median \(Words.size(point.median)) of \(point.sizes.count)"
    }

    /// The same as numbers, for readers who cannot see the picture or want to copy.
    private var table: View {
        [
            "columns": columns.map(\.label),
            "rows": series.map { series in
                let cells = columns.indices.map { column in
                    series.points.first { $0.column == column }.map(Self.range) ?? "–"
                }
                return ["name": series.name, "cells": cells] as View
            },
        ]
    }
}

/// The positions of sizes and columns in the chart: powers of two upwards, and a band at the bottom for "nothing".
struct ChartScale {
    static let width = 560.0
    static let height = 300.0
    private static let left = 62.0
    private static let right = 62.0
    private static let top = 14.0
    private static let bottom = 46.0
    private static let band = 30.0

    private let low: Double
    private let high: Double
    private let columns: [GridColumn]
    /// Whether the columns have a width in bits and therefore a distance.
    let isNumeric: Bool

    init(_ chart: CapacityChart) {
        let sizes = chart.series.flatMap { $0.points.flatMap(\.sizes) } + chart.marks
        let logs = sizes.filter { $0.count > 0 }.map { Self.log2($0.count) }
        // A multiple of four above and below, so that the lines of the scale are round sizes.
        low = ((logs.min() ?? 6) / 2 - 0.25).rounded(.down) * 2
        high = max(low + 4, ((logs.max() ?? 20) / 2 + 0.25).rounded(.up) * 2)
        columns = chart.columns
        isNumeric =
            columns.allSatisfy { $0.bits != nil } && Set(columns.map(\.bits)).count == columns.count
            && columns.count > 1
    }

    var baseline: Double { Self.height - Self.bottom - Self.band }
    var zero: Double { Self.height - Self.bottom - Self.band / 2 }
    var floor: Double { Self.height - Self.bottom }
    var leftEdge: Double { Self.left }
    var rightEdge: Double { Self.width - Self.right }

    func y(_ size: Mebibytes) -> Double {
        guard size.count > 0 else { return zero }
        return baseline - (Self.log2(size.count) - low) / (high - low) * (baseline - Self.top)
    }

    func x(_ column: Int) -> Double {
        let inner = rightEdge - leftEdge - 56
        guard columns.count > 1 else { return leftEdge + 28 + inner / 2 }
        if isNumeric, let first = columns.first?.bits, let last = columns.last?.bits, let bits = columns[column].bits {
            return leftEdge + 28 + inner * Double(bits - first) / Double(max(1, last - first))
        }
        return leftEdge + 28 + inner * Double(column) / Double(columns.count - 1)
    }

    /// Round sizes for the lines of the scale; at most seven.
    var ticks: [Mebibytes] {
        let step = max(2, Int(((high - low) / 6).rounded(.up)))
        return stride(from: Int(low), through: Int(high), by: step).map { Mebibytes($0 < 0 ? 1 : 1 << min($0, 61)) }
    }

    /// The columns with a label: as many as fit.
    var labelled: [Int] {
        let room = isNumeric ? 12 : 6
        let step = (columns.count + room - 1) / room
        return columns.indices.filter { $0 % max(1, step) == 0 || $0 == columns.count - 1 && $0 % step > step / 2 }
    }

    /// Without Foundation's `log2`; exact for powers of two.
    static func log2(_ value: Int) -> Double {
        let whole = Int.bitWidth - 1 - max(1, value).leadingZeroBitCount
        var fraction = Double(max(1, value)) / Double(1 << whole)
        var result = Double(whole)
        var weight = 0.5
        for _ in 0..<12 {
            fraction *= fraction
            if fraction >= 2 {
                fraction /= 2
                result += weight
            }
            weight /= 2
        }
        return result
    }
}

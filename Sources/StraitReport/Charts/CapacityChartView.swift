// SPDX-License-Identifier: Apache-2.0

import StraitModel

extension CapacityChart {
    /// The marks of the lines, in the order in which they are given out: told apart without any colour.
    private static let shapes = [
        "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z", "M-4 -4h8v8h-8z", "M0 -5l5 9h-10z", "M0 -5.5l5 5.5l-5 5.5l-5 -5.5z",
    ]

    /// The chart as its template takes it. What does not depend on the values (the frame, 62 to 498 across) is in the template.
    func view(_ architecture: Architecture) -> View {
        let scale = ChartScale(self)
        return [
            "arch": architecture.rawValue, "width": Int(ChartScale.width), "height": Int(ChartScale.height),
            "zero": place(scale.zero + 4), "baseline": place(scale.baseline), "floor": place(scale.floor),
            "across": acrossTitle,
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

    private var acrossTitle: String {
        switch across.name {
        case "physBits": "address width in bits"
        default: Words.axis(across.name)
        }
    }

    private func columnLabel(_ index: Int) -> String {
        let column = columns[index]
        return column.bits.map(String.init) ?? column.label
    }

    /// Places for labels, from the bottom upwards, none on top of another.
    private static func apart(_ places: [Double]) -> [Double] {
        places.reduce(into: []) { result, place in result.append(min(place, (result.last ?? .infinity) - 13)) }
    }

    private static func draw(_ series: Series, _ index: Int, _ scale: ChartScale, _ count: Int) -> View {
        // Lines that are the same lie beside each other, not on top of each other.
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

    /// A dot for each different size: what lies between the ends is as much of the answer. Few enough to be seen.
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

    /// The same as figures, for who cannot see the picture or wants to copy from it.
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

/// A coordinate: one decimal is finer than a screen.
func place(_ value: Double) -> String { Words.number(value, digits: 1) }

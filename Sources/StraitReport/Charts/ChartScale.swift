// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// Where sizes and columns stand in the chart: powers of two upwards, and a band at the bottom for "nothing".
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
    private let columns: [Grid.Column]
    /// Whether the columns have a width in bits and therefore a distance.
    let isNumeric: Bool

    init(_ chart: CapacityChart) {
        let sizes = chart.series.flatMap { $0.points.flatMap(\.sizes) } + chart.marks
        let logs = sizes.filter { $0.count > 0 }.map { Self.log2($0.count) }
        // To a multiple of four above and below, so that the lines of the scale are round sizes.
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

    /// Round sizes to draw a line at: at most seven of them.
    var ticks: [Mebibytes] {
        let step = max(2, Int(((high - low) / 6).rounded(.up)))
        return stride(from: Int(low), through: Int(high), by: step).map { Mebibytes($0 < 0 ? 1 : 1 << min($0, 61)) }
    }

    /// Columns with a label: as many as there is room for.
    var labelled: [Int] {
        let room = isNumeric ? 12 : 6
        let step = (columns.count + room - 1) / room
        return columns.indices.filter { $0 % max(1, step) == 0 || $0 == columns.count - 1 && $0 % step > step / 2 }
    }

    /// Without Foundation's `log2`, and exact at the powers of two.
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

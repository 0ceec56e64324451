// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// The time that phases took, of one cell or of many, as a bar with figures.
enum PhasesView {
    /// The phases in order, with their names.
    static let names: [(name: String, seconds: @Sendable (Phases) -> Double)] = [
        ("define", { $0.define }), ("boot", { $0.boot }), ("login", { $0.login }), ("workload", { $0.workload }),
        ("teardown", { $0.teardown }),
    ]

    /// The width of the bar.
    private static let width = 560.0

    /// Nil if nothing was measured.
    static func view(_ phases: Phases) -> View? {
        let total = phases.total
        guard total > 0, total.isFinite, names.allSatisfy({ $0.seconds(phases) >= 0 }) else { return nil }
        var x = 0.0
        let bars = names.enumerated().map { index, phase -> View in
            let seconds = phase.seconds(phases)
            let share = seconds / total
            defer { x += share * width }
            return [
                "x": place(x), "width": place(share * width), "index": index,
                "title": "\(phase.name) \(Words.time(seconds)), \(Words.number(share * 100, digits: 0)) %",
            ]
        }
        return ["bars": bars, "total": Words.time(total)]
    }

    /// The sum of many cells.
    static func sum(_ cells: [CellResult]) -> Phases {
        cells.reduce(into: Phases()) { sum, cell in
            sum.define += cell.phases.define
            sum.boot += cell.phases.boot
            sum.login += cell.phases.login
            sum.workload += cell.phases.workload
            sum.teardown += cell.phases.teardown
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// Multiplies rows out into cells.
struct Expansion {
    let selftests: SelftestRequest

    /// How many cells a row has, before those that another row has too are dropped; `Int.max` for what cannot be counted.
    static func count(_ row: Configuration.Row) -> Int {
        row.architectures.reduce(0) { total, architecture in
            var cells = row.settings.kernels?.count ?? 1
            for axis in axes(row, architecture) {
                let (product, overflow) = cells.multipliedReportingOverflow(by: axis.values.count)
                cells = overflow ? .max : product
            }
            let (sum, overflow) = total.addingReportingOverflow(cells)
            return overflow ? .max : sum
        }
    }

    func cells(of rows: [Configuration.Row]) -> [Cell] {
        var cells: [Cell] = []
        var seen: Set<String> = []
        for row in rows {
            let memory = row.settings.deviceMemory ?? Cell.standardDeviceMemory
            for architecture in row.architectures {
                let axes = Self.axes(row, architecture)
                for kernel in row.settings.kernels ?? [] {
                    forEachPoint(of: axes[...], [:]) { requested in
                        let cell = Cell(
                            architecture: architecture, kernel: kernel, requested: requested, deviceMemory: memory,
                            selftests: selftests)
                        if seen.insert(cell.id).inserted { cells.append(cell) }
                    }
                }
            }
        }
        return cells
    }

    /// The row's axes on that architecture, in the order of ``Axis/all``: the order of the keys in a file decides nothing.
    private static func axes(
        _ row: Configuration.Row, _ architecture: Architecture
    ) -> [(name: String, values: [AxisValue?])] {
        Axis.all.compactMap { axis in
            guard axis.architectures.contains(architecture), let values = row.settings.axes[axis.name] else {
                return nil
            }
            return (axis.name, values)
        }
    }

    private func forEachPoint(
        of axes: ArraySlice<(name: String, values: [AxisValue?])>, _ chosen: [String: AxisValue],
        _ body: ([String: AxisValue]) -> Void
    ) {
        guard let axis = axes.first else { return body(chosen) }
        var chosen = chosen
        for value in axis.values {
            chosen[axis.name] = value
            forEachPoint(of: axes.dropFirst(), chosen, body)
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// Multiplies rows out into cells.
struct Expansion {
    let selftests: SelftestRequest

    /// How many cells a row has, before those that another row has too are dropped; `Int.max` for what cannot be counted.
    static func count(_ row: Configuration.Row) -> Int {
        row.architectures.reduce(0) { total, architecture in
            let factors = Axis.all(of: architecture).map { row.settings.axes[$0.name]?.count ?? 1 }
            let cells = factors.reduce(row.settings.kernels?.count ?? 1) { product, factor in
                let (product, overflow) = product.multipliedReportingOverflow(by: factor)
                return overflow ? .max : product
            }
            let (sum, overflow) = total.addingReportingOverflow(cells)
            return overflow ? .max : sum
        }
    }

    func cells(of rows: [Configuration.Row]) -> [Cell] {
        let most = rows.reduce(0) { $0 + Self.count($1) }
        var cells: [Cell] = []
        var seen = Set<String>(minimumCapacity: most)
        cells.reserveCapacity(most)
        for row in rows {
            for architecture in row.architectures {
                // In the order of the model: the order of the keys in a file decides nothing.
                let axes = Axis.all(of: architecture).map { ($0, row.settings.axes[$0.name] ?? [nil]) }
                for kernel in row.settings.kernels ?? [] {
                    let draft = CellDraft(
                        architecture: architecture, kernel: kernel,
                        deviceMemory: row.settings.deviceMemory ?? Cell.standardDeviceMemory, selftests: selftests)
                    forEachCell(draft, axes[...]) { cell in
                        if seen.insert(cell.id).inserted { cells.append(cell) }
                    }
                }
            }
        }
        return cells
    }

    private func forEachCell(_ draft: CellDraft, _ axes: ArraySlice<(Axis, [AxisValue?])>, _ body: (Cell) -> Void) {
        guard let (axis, values) = axes.first else { return body(draft.cell) }
        for value in values {
            var draft = draft
            draft.set(axis, to: value)
            forEachCell(draft, axes.dropFirst(), body)
        }
    }
}

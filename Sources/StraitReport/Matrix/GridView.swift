// SPDX-License-Identifier: Apache-2.0

import StraitModel

extension Grid {
    /// More squares than this, and a square is its sign alone: words would no longer fit side by side.
    static let roomy = 120
    /// More rows than this are tables of their own: with their own heads to read by, and drawn only when they are looked at.
    private static let rowsOfTable = 50

    /// The grid as its template takes it.
    func view(kernels: [String: Int]) -> View {
        let count = rows.reduce(0) { $0 + $1.squares.reduce(0) { $0 + $1.count } }
        let dense = count > Self.roomy || columns.count > 12
        return [
            "arch": architecture.rawValue, "across": title(across), "dense": dense,
            "constants": constants.map { ["name": title($0.name), "value": $0.value] as View },
            "hasConstants": !constants.isEmpty, "count": Words.count(items.count, "cell"),
            "tables": parts.enumerated().map { table($1, $0, parts.count, dense, kernels) },
        ]
    }

    /// The rows in tables: one for each kernel where there are many.
    private var parts: [[Row]] {
        guard rows.count > Self.rowsOfTable else { return [rows] }
        return rows.reduce(into: [[Row]]()) { parts, row in
            if let last = parts.last, last.count < Self.rowsOfTable, last[0].kernel == row.kernel {
                parts[parts.count - 1].append(row)
            } else {
                parts.append([row])
            }
        }
    }

    private func table(_ rows: [Row], _ index: Int, _ count: Int, _ dense: Bool, _ kernels: [String: Int]) -> View {
        let part = count > 1 ? ", table \(index + 1) of \(count): \(rows.first?.kernel ?? "")" : ""
        return [
            "title": "\(architecture.rawValue), \(title(across)) across\(part)", "columns": columns.map(\.label),
            "down": down.map(title), "dense": dense, "lazy": count > 1,
            "rows": rows.map { row in
                [
                    "labels": row.labels,
                    "places": row.squares.map { place in
                        ["squares": place.map { Square($0, dense: dense).view(kernels) }, "empty": place.isEmpty]
                            as View
                    },
                ] as View
            },
        ]
    }

    /// Axis names as a reader says them.
    private func title(_ name: String) -> String {
        switch name {
        case "physBits": "address width"
        case "cpu": "CPU"
        case "mmu": "MMU"
        case "kaslr": "KASLR"
        case "pciHole64": "64-bit PCI window"
        default: name
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import StraitModel

extension Grid {
    /// More squares than this, and a square is its sign alone: words would no longer fit side by side.
    static let roomy = 120
    /// More rows than this are tables of their own: with their own heads to read by, and drawn only when they are looked at.
    private static let rowsOfTable = 50

    /// The grid as its template takes it.
    func view(kernels: [String: Int]) -> View {
        let dense = items.count > Self.roomy || columns.count > 12
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
            if let last = parts.last, last.count < Self.rowsOfTable, last[0].labels[0] == row.labels[0] {
                parts[parts.count - 1].append(row)
            } else {
                parts.append([row])
            }
        }
    }

    private func table(_ rows: [Row], _ index: Int, _ count: Int, _ dense: Bool, _ kernels: [String: Int]) -> View {
        let part = count > 1 ? ", table \(index + 1) of \(count): \(rows.first?.labels.first ?? "")" : ""
        return [
            "title": "\(architecture.rawValue), \(title(across)) across\(part)", "columns": columns.map(\.label),
            "down": down.map(title), "dense": dense, "lazy": count > 1,
            "rows": rows.map { row in
                [
                    "labels": row.labels,
                    "places": row.squares.map { place in
                        ["squares": place.map { Self.square($0, kernels, dense: dense) }, "empty": place.isEmpty]
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

    private static func square(_ item: Item, _ kernels: [String: Int], dense: Bool) -> View {
        [
            "href": item.result == nil ? nil : Links.anchor(item.id), "kernel": kernels[item.kernel] ?? 0,
            "outcome": item.outcome?.rawValue ?? "none", "sign": Words.sign(item.outcome),
            "word": Words.word(item.outcome), "note": dense ? nil : item.note, "dense": dense,
            "title": Clean.line(item.reason, limit: dense ? 140 : 300),
        ]
    }
}

/// Links within the page and to the files beside it.
enum Links {
    /// The fragment of a cell.
    static func anchor(_ id: String) -> String { "#" + encoded(id) }

    /// A path with everything encoded that is not plain, so that no name can be taken for a scheme, a query or a way up.
    static func file(_ base: String, _ parts: String...) -> String {
        // A leading "./": "javascript:x" as a first part would be a scheme.
        (base.isEmpty ? "./" : base) + parts.map(encoded).joined(separator: "/")
    }

    private static func encoded(_ text: String) -> String {
        // A browser takes even "%2E%2E" for the way up.
        if text == "." || text == ".." { return "_" }
        var result = ""
        for byte in text.utf8 {
            let character = Character(Unicode.Scalar(byte))
            if byte < 0x80, character.isLetter || character.isNumber || "-._~,+".contains(character) {
                result.append(character)
            } else {
                result += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
        return result
    }
}

// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// The matrix of one architecture: what is looked at most across, the rest down.
struct Grid {
    struct Column {
        let key: AxisValue?
        /// The value with its unit.
        let label: String
        /// Address width, where the column has one.
        let bits: Int?
    }

    struct Row {
        let kernel: String
        /// One for each of ``Grid/down``.
        let labels: [String]
        /// For each column what is asked at that place; more than one where something varies that has no axis.
        var squares: [[Question]]
    }

    let architecture: Architecture
    /// The axis across.
    let across: String
    let columns: [Column]
    /// The axes down.
    let down: [String]
    let rows: [Row]
    /// What is the same everywhere.
    let constants: [(name: String, value: String)]
    let items: [Item]

    /// A column for cells that ask for nothing there.
    static let ownLabel = "the machine's own"

    /// The axis that says most about an architecture's address space.
    private static let preferred: [Architecture: String] = [.x86_64: "physBits", .aarch64: "cpu", .ppc64le: "mmu"]

    /// The axes that set a width on their own.
    private static let widths: Set<String> = ["cpu", "physBits"]

    init(_ architecture: Architecture, _ items: [Item]) {
        let names = Axis.all.map(\.name).filter { name in items.contains { $0.asked[name] != nil } }
        func distinct(_ name: String) -> Int { Set(items.map { $0.asked[name] }).count }
        let varying = names.filter { distinct($0) > 1 }
        let wanted = Self.preferred[architecture] ?? "physBits"
        let others = varying.filter { $0 != "kaslr" }
        // A sweep over something else at one width has that across.
        let across = varying.contains(wanted) ? wanted : others.max { distinct($0) < distinct($1) } ?? wanted
        let sizesVary = Set(items.map(\.deviceMemory)).count > 1
        let axes = names.filter { name in
            if name == "kaslr" { return true }
            guard name != across, varying.contains(name) else { return false }
            // Where the width comes with the model, one of the two says it all.
            return architecture != .aarch64 || !Self.widths.isSuperset(of: [name, across])
        }
        self.architecture = architecture
        self.across = across
        self.items = items
        columns = Self.columns(across, items)
        let kernels = Set(items.map(\.kernel))
        // A kernel that is the same everywhere says nothing in every row, unless a row would have no name at all.
        let isOne = kernels.count == 1 && !(axes.isEmpty && !sizesVary)
        down = (isOne ? [] : ["kernel"]) + axes + (sizesVary ? ["device memory"] : [])
        rows = Self.rows(items, across, down, columns)
        var fixed: [(String, String)] = isOne ? [("kernel", kernels.first ?? "")] : []
        fixed += names.filter { $0 != across && !axes.contains($0) && distinct($0) == 1 }
            .compactMap { name in items.first?.asked[name].map { (name, Words.value($0, of: name)) } }
        if !sizesVary, let sizes = items.first?.deviceMemory, !sizes.isEmpty {
            fixed.append(("device memory", Self.sizes(sizes)))
        }
        constants = fixed
    }

    private static func columns(_ across: String, _ items: [Item]) -> [Column] {
        var seen: [AxisValue?: Int] = [:]
        var columns: [(column: Column, order: (Int, Int))] = []
        for item in items where seen[item.asked[across]] == nil {
            let key = item.asked[across]
            seen[key] = columns.count
            let model = item.architecture.row.cpus.first { $0.name == key?.text }
            let bits = across == "physBits" ? key?.integer : across == "cpu" ? model?.physBits : nil
            var label = key.map { Words.value($0, of: across) } ?? ownLabel
            if across == "cpu", let bits { label += " · \(bits) bits" }
            columns.append(
                (Column(key: key, label: label, bits: bits), (key?.integer ?? bits ?? Int.max, columns.count)))
        }
        return columns.sorted { $0.order < $1.order }.map(\.column)
    }

    private static func rows(
        _ items: [Item], _ across: String, _ down: [String], _ columns: [Column]
    ) -> [Row] {
        let places = Dictionary(columns.enumerated().map { ($1.key, $0) }, uniquingKeysWith: { first, _ in first })
        var rows: [Row] = []
        var known: [[String]: Int] = [:]
        for question in Question.all(items) {
            let item = question.items[0]
            let labels = down.map { label(item, $0) }
            guard let place = places[item.asked[across]] else { continue }
            let key = [item.kernel] + labels
            if known[key] == nil {
                known[key] = rows.count
                rows.append(
                    Row(kernel: item.kernel, labels: labels, squares: Array(repeating: [], count: columns.count)))
            }
            if let row = known[key] { rows[row].squares[place].append(question) }
        }
        return rows
    }

    private static func label(_ item: Item, _ name: String) -> String {
        switch name {
        case "kernel": item.kernel
        case "device memory": sizes(item.deviceMemory)
        default: item.asked[name].map { Words.value($0, of: name) } ?? "–"
        }
    }

    private static func sizes(_ sizes: [DeviceMemoryRequest]) -> String {
        sizes.map(\.description).joined(separator: ", ")
    }

    /// A grid for each architecture that a run has cells of.
    static func all(_ items: [Item]) -> [Grid] {
        let groups = Dictionary(grouping: items, by: \.architecture)
        return groups.keys.sorted().compactMap { key in groups[key].map { Grid(key, $0) } }
    }
}

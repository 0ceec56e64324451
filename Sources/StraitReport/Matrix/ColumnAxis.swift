// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// The axis that has a grid's columns.
struct ColumnAxis {
    let name: String
    let architecture: Architecture

    /// What a CPU model brings with it where an axis is not named.
    private static let implied: [String: @Sendable (Architecture.CPU) -> AxisValue?] = [
        "physBits": { $0.physBits.map(AxisValue.integer) }, "mmu": { .text($0.radix ? "radix" : "hash") },
    ]

    /// The axis that says most about an architecture's address space.
    private static let preferred: [Architecture: String] = [.ppc64le: "mmu"]

    /// That axis where it varies; else, as in a sweep over something else at one width, the one with the most values.
    init(_ architecture: Architecture, _ items: [ShownCell]) {
        self.architecture = architecture
        let wanted = Self.preferred[architecture] ?? "physBits"
        func distinct(_ name: String) -> Int { Set(items.map { Self.value(of: name, $0) }).count }
        let others = Axis.all(of: architecture).map(\.name).filter { $0 != "kaslr" && distinct($0) > 1 }
        name = others.contains(wanted) ? wanted : others.max { distinct($0) < distinct($1) } ?? wanted
    }

    /// Where a cell stands; nil for the machine's own.
    func value(of item: ShownCell) -> AxisValue? { Self.value(of: name, item) }

    /// The value of an axis that a cell asks for, or that comes with its CPU model.
    static func value(of name: String, _ item: ShownCell) -> AxisValue? {
        item.asked[name] ?? model(item).flatMap { model in implied[name].flatMap { $0(model) } }
    }

    private static func model(_ item: ShownCell) -> Architecture.CPU? {
        item.architecture.row.cpus.first { $0.name == item.asked["cpu"]?.text }
    }

    /// Whether a column is as good as a CPU model: on aarch64 the address width comes with it.
    var namesModels: Bool { name == "physBits" && architecture.row.cpus.contains { $0.physBits != nil } }

    /// The columns in order, the machine's own last.
    func columns(_ items: [ShownCell]) -> [Grid.Column] {
        var order: [AxisValue?] = []
        var models: [AxisValue?: String] = [:]
        for item in items {
            let key = value(of: item)
            if models[key] == nil {
                order.append(key)
                models[key] = item.asked["cpu"]?.text ?? ""
            }
        }
        return order.enumerated().sorted { left, right in
            (left.element?.integer ?? .max, left.offset) < (right.element?.integer ?? .max, right.offset)
        }.map { column($0.element, models[$0.element] ?? "") }
    }

    private func column(_ key: AxisValue?, _ model: String) -> Grid.Column {
        let bits = name == "physBits" ? key?.integer : name == "cpu" ? known(key?.text)?.physBits : nil
        // A width that no model has stands beside one that was not asked for.
        let isModels = namesModels && known(model)?.physBits == key?.integer
        return Grid.Column(
            key: key, label: key.map { Words.value($0, of: name) } ?? Grid.ownLabel,
            short: key.map { name == "physBits" ? $0.description : Words.value($0, of: name) } ?? "own", bits: bits,
            model: namesModels ? model : nil, detail: isModels ? model : nil)
    }

    private func known(_ model: String?) -> Architecture.CPU? { architecture.row.cpus.first { $0.name == model } }
}

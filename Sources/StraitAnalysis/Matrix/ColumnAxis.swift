// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// The axis whose values are a grid's columns.
package struct ColumnAxis: Sendable {
    /// The axis's name.
    package let name: String
    /// The grid's architecture.
    package let architecture: Architecture

    /// Takes the platform's column axis if it varies, else the axis with the most values.
    init(_ architecture: Architecture, _ cells: [ShownCell]) {
        self.architecture = architecture
        let wanted = architecture.platform.columnAxis
        func distinct(_ name: String) -> Int { Set(cells.map { Self.value(of: name, $0) }).count }
        let others = Axis.all(of: architecture).filter { !$0.display.groupsRows }.map(\.name).filter {
            distinct($0) > 1
        }
        name = others.contains(wanted) ? wanted : others.max { distinct($0) < distinct($1) } ?? wanted
    }

    /// The value that decides a cell's column; nil if the cell leaves it to the machine.
    package func value(of cell: ShownCell) -> AxisValue? { Self.value(of: name, cell) }

    /// The value of an axis that a cell requests, or that its CPU model implies.
    static func value(of name: String, _ cell: ShownCell) -> AxisValue? {
        cell.asked[name] ?? model(cell).flatMap { model in Axis.named(name)?.implied(model) }
    }

    private static func model(_ cell: ShownCell) -> Platform.Model? {
        cell.architecture.platform.processors.model(cell.asked[Axis.cpu.name]?.text)
    }

    /// Whether a column implies a CPU model: on aarch64 the model decides the address width.
    var namesModels: Bool {
        architecture.platform.processors.models.contains { bits(axis?.implied($0)) != nil }
    }

    /// The axis; nil if no axis has that name.
    package var axis: Axis? { Axis.named(name) }

    private func bits(_ value: AxisValue?) -> Int? {
        value.flatMap { axis?.bits($0, architecture.platform) }
    }

    /// The columns in order; the machine's own value comes last.
    func columns(_ cells: [ShownCell]) -> [GridColumn] {
        var order: [AxisValue?] = []
        var models: [AxisValue?: String] = [:]
        for cell in cells {
            let key = value(of: cell)
            if models[key] == nil {
                order.append(key)
                models[key] = cell.asked[Axis.cpu.name]?.text ?? ""
            }
        }
        return order.enumerated().sorted { left, right in
            (left.element?.integer ?? .max, left.offset) < (right.element?.integer ?? .max, right.offset)
        }.map { column($0.element, models[$0.element] ?? "") }
    }

    private func column(_ key: AxisValue?, _ model: String) -> GridColumn {
        // A width that no CPU model has is shown next to the column without a requested width.
        let isModels = namesModels && known(model).flatMap { axis?.implied($0) } == key
        return GridColumn(
            axis: name, key: key, bits: bits(key), model: namesModels ? model : nil, detail: isModels ? model : nil)
    }

    private func known(_ model: String?) -> Platform.Model? { architecture.platform.processors.model(model) }
}

/// A column of a grid.
package struct GridColumn: Sendable {
    /// The axis's name.
    package let axis: String
    /// The column's value; nil for cells that leave the axis to the machine.
    package let key: AxisValue?
    /// The address width in bits, if the column has one.
    package let bits: Int?
    /// The CPU model that the column implies; nil if it implies none.
    let model: String?
    /// That model, if the column's value comes from it.
    package let detail: String?
}

// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// The axis that has a grid's columns.
package struct ColumnAxis: Sendable {
    package let name: String
    package let architecture: Architecture

    /// That axis where it varies; else, as in a sweep over something else at one width, the one with the most values.
    init(_ architecture: Architecture, _ cells: [ShownCell]) {
        self.architecture = architecture
        let wanted = architecture.platform.columnAxis
        func distinct(_ name: String) -> Int { Set(cells.map { Self.value(of: name, $0) }).count }
        let others = Axis.all(of: architecture).filter { !$0.display.groupsRows }.map(\.name).filter {
            distinct($0) > 1
        }
        name = others.contains(wanted) ? wanted : others.max { distinct($0) < distinct($1) } ?? wanted
    }

    /// Where a cell stands; nil for the machine's own.
    package func value(of cell: ShownCell) -> AxisValue? { Self.value(of: name, cell) }

    /// The value of an axis that a cell asks for, or that comes with its CPU model.
    static func value(of name: String, _ cell: ShownCell) -> AxisValue? {
        cell.asked[name] ?? model(cell).flatMap { model in Axis.named(name)?.implied(model) }
    }

    private static func model(_ cell: ShownCell) -> Platform.Model? {
        cell.architecture.platform.processors.model(cell.asked[Axis.cpu.name]?.text)
    }

    /// Whether a column is as good as a CPU model: on aarch64 the address width comes with it.
    var namesModels: Bool {
        architecture.platform.processors.models.contains { bits(axis?.implied($0)) != nil }
    }

    /// The axis itself.
    package var axis: Axis? { Axis.named(name) }

    private func bits(_ value: AxisValue?) -> Int? {
        value.flatMap { axis?.bits($0, architecture.platform) }
    }

    /// The columns in order, the machine's own last.
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
        // A width that no model has stands beside one that was not asked for.
        let isModels = namesModels && known(model).flatMap { axis?.implied($0) } == key
        return GridColumn(
            axis: name, key: key, bits: bits(key), model: namesModels ? model : nil, detail: isModels ? model : nil)
    }

    private func known(_ model: String?) -> Platform.Model? { architecture.platform.processors.model(model) }
}

/// A column of a grid.
package struct GridColumn: Sendable {
    /// The axis that has the columns.
    package let axis: String
    /// The column's value of it; nil for cells that ask for nothing there.
    package let key: AxisValue?
    /// Address width, where the column has one.
    package let bits: Int?
    /// The CPU model that goes without saying in it; nil where columns have nothing to do with models.
    let model: String?
    /// That model, where the column's value comes with it.
    package let detail: String?
}

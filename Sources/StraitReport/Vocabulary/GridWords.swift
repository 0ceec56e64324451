// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

extension GridColumn {
    /// The value with its unit.
    var label: String { key.map { Words.value($0, of: axis) } ?? "the machine's own" }

    /// A shorter form.
    var short: String {
        key.map { Words.unit(of: axis) == nil ? Words.value($0, of: axis) : $0.description } ?? "own"
    }
}

extension GridRow {
    /// The complete label.
    var full: String { Self.joined(group + details) }

    /// The label in its own row, without the group's if that is above.
    var label: String { isWithin ? Self.joined(details) : full }

    private static func joined(_ traits: [Trait]) -> String {
        traits.isEmpty ? "standard" : traits.map(\.words).joined(separator: " · ")
    }
}

extension Grid {
    /// The title of the columns, with the unit that short heads omit.
    var columnTitle: String {
        Words.axis(columnAxis.name) + (Words.unit(of: columnAxis.name).map { " in \($0)" } ?? "")
    }
}

extension Trait {
    /// `1GiB RAM`.
    var words: String {
        if isSearch { return "search \(Words.axis(dimension))" }
        switch dimension {
        case Dimension.kernelName: return value?.description ?? ""
        case Search.deviceMemory:
            let requests = (value?.description ?? "").split(separator: Dimension.separator).map(String.init)
            return "asks \(Words.list(requests))"
        case Dimension.testsName:
            return value.map { $0.text == "none" ? "no hmm-tests" : "some of hmm-tests" } ?? "hmm-tests"
        case Dimension.reloadsName: return value?.integer.map { Words.count($0, "reload") } ?? "no reloads"
        default: return Self.words(dimension, value)
        }
    }

    /// The text for a value that all cells share.
    var constant: String { dimension == Dimension.kernelName ? "kernel \(words)" : words }

    private static func words(_ axis: String, _ value: AxisValue?) -> String {
        guard let value else { return "own \(Words.axis(axis))" }
        let text = Clean.line(Search.text(value, of: axis), limit: 80)
        return Axis.named(axis)?.display.phrase(text) ?? "\(axis) \(text)"
    }
}

extension Words {
    /// The name of an axis for readers.
    static func axis(_ name: String) -> String {
        name == Search.deviceMemory ? "device memory" : Axis.named(name)?.display.label ?? name
    }

    /// The unit of an axis with numbers; nil for other axes.
    static func unit(of axis: String) -> String? {
        if case .integer(_, let unit) = Axis.named(axis)?.form { unit } else { nil }
    }
}

extension CapacityChart.Series {
    var name: String {
        let layout = subject.layout.map { "KASLR \($0)" }
        return
            ([subject.kernel] + [layout].compactMap { $0 } + subject.machine.map(\.words)
            + (subject.isLimitedByRAM ? ["limited by RAM"] : [])).joined(separator: ", ")
    }
}

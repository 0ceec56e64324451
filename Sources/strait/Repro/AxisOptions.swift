// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import StraitModel

/// An option for each axis, from the list of axes: a new axis gets its option, its help and its completion without a change here.
///
/// The parser finds the options of a type by reflection, so this type returns a mirror with one child per axis.
struct AxisOptions: ParsableArguments, CustomReflectable {
    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    private var options: [String: Option<String?>]

    init() {
        let named = Axis.all.map { axis in
            let option = Option<String?>(
                name: .customLong(Reproduction.optionName(of: axis.name)),
                help: ArgumentHelp("\(axis.sentence)", valueName: axis.valueName))
            return (axis.name, option)
        }
        options = Dictionary(uniqueKeysWithValues: named)
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        options = [:]
        for axis in Axis.all {
            options[axis.name] = try container.decode(Option<String?>.self, forKey: Key(stringValue: axis.name))
        }
    }

    var customMirror: Mirror {
        // A property wrapper's storage, as the parser expects to see it.
        let children = Axis.all.map { axis -> Mirror.Child in ("_\(axis.name)", options[axis.name] as Any) }
        return Mirror(self, children: children)
    }

    /// What was asked for, by the axes' names.
    var values: [String: String] { options.compactMapValues(\.wrappedValue) }
}

extension Axis {
    /// The summary as a line of help.
    fileprivate var sentence: String { summary.prefix(1).uppercased() + summary.dropFirst() + "." }

    fileprivate var valueName: String {
        switch form {
        case .integer(_, let unit): unit
        case .size: "size"
        case .choice(let words): words.joined(separator: "|")
        case .pattern: "value"
        }
    }
}

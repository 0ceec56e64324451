// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import StraitConfig
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
                name: .customLong(axis.option.name),
                help: ArgumentHelp("\(axis.option.help)", valueName: axis.option.value))
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

    /// The requested values, by the names of the axes.
    var values: [String: String] { options.compactMapValues(\.wrappedValue) }
}

// SPDX-License-Identifier: Apache-2.0

import StraitModel

extension MatrixRow {
    /// The searches of a row with `search:`: for each combination of the other values, one row for each value of the
    /// searched axis, ascending. Empty for a row without `search:`.
    var searches: [[(value: AxisValue, row: MatrixRow)]] {
        guard let axis = search else { return [] }
        return settings.singles(but: axis).map { single in
            settings.values(of: axis).map { value in
                var one = single
                one.set(axis, to: value)
                var row = self
                (row.settings, row.search) = (one, nil)
                return (value, row)
            }
        }.flatMap { values in
            // One search per architecture.
            architectures.map { architecture in
                values.map { value, row in
                    var own = row
                    own.architectures = [architecture]
                    return (value, own)
                }
            }
        }
    }
}

extension Settings {
    /// The values to search, ascending.
    func values(of axis: String) -> [AxisValue] {
        let values =
            axis == Search.deviceMemory
            ? (deviceMemory ?? []).map { AxisValue.integer($0.size.count) } : (axes[axis] ?? []).compactMap(\.self)
        return Set(values.compactMap(\.integer)).sorted().map { .integer($0) }
    }

    /// Sets the searched axis to one value.
    mutating func set(_ axis: String, to value: AxisValue) {
        if axis == Search.deviceMemory {
            deviceMemory = value.integer.map { [DeviceMemoryRequest(Mebibytes($0))] }
        } else {
            axes[axis] = [value]
        }
    }

    /// The settings of each single combination of kernel and axes, in the order of the model; the values of `searched`
    /// are kept.
    fileprivate func singles(but searched: String) -> [Settings] {
        var result = (kernels ?? []).map { kernel in
            var settings = self
            settings.kernels = [kernel]
            return settings
        }
        for axis in Axis.all where axis.name != searched {
            guard let values = axes[axis.name], values.count > 1 else { continue }
            result = result.flatMap { settings in
                values.map { value in
                    var settings = settings
                    settings.axes[axis.name] = [value]
                    return settings
                }
            }
        }
        return result
    }
}

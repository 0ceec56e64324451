// SPDX-License-Identifier: Apache-2.0

import StraitModel

extension MatrixRow {
    /// The searches of a row with `search:`: for each combination of everything but the searched axis, a row of one cell for each of
    /// its values, ascending. Empty for a row without.
    var searches: [[(value: AxisValue, row: MatrixRow)]] {
        guard let axis = search else { return [] }
        return settings.singles(but: axis).map { single in
            settings.values(of: axis).map { value in
                var one = single
                one.set(axis, to: value)
                return (value, MatrixRow(architectures: architectures, settings: one, suites: suites))
            }
        }.flatMap { values in
            // One architecture a search: a boundary is one machine's.
            architectures.map { architecture in
                values.map { value, row in
                    let own = MatrixRow(
                        architectures: [architecture], settings: row.settings, suites: suites)
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

    /// Sets what is searched to one value.
    mutating func set(_ axis: String, to value: AxisValue) {
        if axis == Search.deviceMemory {
            deviceMemory = value.integer.map { [DeviceMemoryRequest(Mebibytes($0))] }
        } else {
            axes[axis] = [value]
        }
    }

    /// These settings for each combination of kernel and axes, one value each, in the order of the model; those of `searched` stay.
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

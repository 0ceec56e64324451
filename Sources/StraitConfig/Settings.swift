// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// The settings that a row of the matrix and `defaults` have in common.
struct Settings: Sendable, Equatable {
    /// Names of kernels; nil if none are given.
    var kernels: [String]?
    /// Device memory that each cell requests.
    var deviceMemory: [DeviceMemoryRequest]?
    /// The values of the named axes; nil among them leaves the axis to the machine.
    var axes: [String: [AxisValue?]] = [:]
    /// The place of each key, for checks of several keys.
    var places: [String: KeyPlace] = [:]

    struct KeyPlace: Sendable, Equatable {
        let line: Int
        let path: String
    }

    /// The keys that rows and `defaults` have in common.
    static let keys = ["kernel", "deviceMemory"] + Axis.all.map(\.name)

    /// These settings, completed by `defaults`.
    func filled(from defaults: Settings) -> Settings {
        var filled = self
        filled.kernels = kernels ?? defaults.kernels
        filled.deviceMemory = deviceMemory ?? defaults.deviceMemory
        filled.axes.merge(defaults.axes) { own, _ in own }
        return filled
    }

    /// Reads the settings; the caller handles other keys.
    static func read(_ entries: [Tree.Entry], kernels: [KernelRequest], _ problems: Problems) -> Settings {
        var settings = Settings()
        for entry in entries where keys.contains(entry.key) {
            settings.places[entry.key] = KeyPlace(line: entry.line, path: entry.value.path)
            guard let elements = entry.value.elements(problems) else { continue }
            switch entry.key {
            case "kernel":
                settings.kernels = values(elements, "a kernel's name", problems) { text, _ throws(Complaint) in
                    let known = kernels.map(\.name)
                    guard known.contains(text) else {
                        throw Complaint(sentence: "no kernel is called \(text); \(suggestion(for: text, among: known))")
                    }
                    return text
                }
            case "deviceMemory":
                let read = values(elements, "a size", problems) { text, _ throws(Complaint) in
                    try StraitConfig.deviceMemory(text)
                }
                // Duplicates are removed, because a cell would otherwise have two results for one request.
                settings.deviceMemory = read.joined().uniqued()
            default:
                guard let axis = Axis.named(entry.key) else { continue }
                let read = values(elements, axis.wanted, problems) { text, plain throws(Complaint) in
                    try axis.readAll(text, plain: plain)
                }
                settings.axes[axis.name] = axis.expanded(Array(read.joined()))
            }
        }
        return settings
    }

    private static func values<Value>(
        _ elements: [Tree], _ wanted: String, _ problems: Problems,
        _ read: (String, Bool) throws(Complaint) -> Value
    ) -> [Value] {
        elements.compactMap { (element: Tree) -> Value? in
            guard let (text, plain) = element.text(wanted, problems) else { return nil }
            do throws(Complaint) {
                return try read(text, plain)
            } catch {
                problems.add(error.sentence, at: element)
                return nil
            }
        }
    }
}

extension Axis {
    /// What is expected there, for messages.
    fileprivate var wanted: String {
        switch form {
        case .integer(let range, let unit): "a number from \(range.lowerBound) to \(range.upperBound) (\(unit))"
        case .size: "a size such as 2GiB"
        case .choice(let words): words.joined(separator: " or ")
        case .pattern(let expected, _): expected
        }
    }
}

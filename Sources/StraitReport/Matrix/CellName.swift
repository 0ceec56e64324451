// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// What a cell's id tells of it. A run's directory names its cells and no more, and one that has not been run yet has its place in the
/// grid all the same.
enum CellName {
    /// The cell of that id; nil where the id is not one of this strait's.
    static func cell(_ id: String) -> Cell? {
        let parts = id.split(separator: ",").map(String.init)
        guard parts.count >= 2, let architecture = Architecture(rawValue: parts[0]) else { return nil }
        var requested: [String: AxisValue] = [:]
        for part in parts.dropFirst(2) {
            let pair = part.split(separator: "-", maxSplits: 1).map(String.init)
            guard pair.count == 2, let axis = Axis.named(pair[0]) else { continue }
            requested[axis.name] = value(pair[1], axis.form)
        }
        var cell = Cell(
            architecture: architecture, kernel: parts[1], requested: requested,
            workload: WorkloadRequest(deviceMemory: sizes(id)))
        // A value that the id has only a digest of makes another id: the name that counts is the one that was given.
        cell.id = id
        cell.control = Control(cellID: id)
        return cell
    }

    /// The sizes of device memory that were asked for; none where there are too many for an id.
    static func sizes(_ id: String) -> [DeviceMemoryRequest] {
        guard let part = id.split(separator: ",").first(where: { $0.hasPrefix("dev-") }) else {
            return WorkloadRequest.standardDeviceMemory
        }
        return part.dropFirst(4).split(separator: "+").compactMap { DeviceMemoryRequest(parsing: String($0)) }
    }

    /// Which of the kernel's own tests were asked for: `none`, `some`, or nil for all of them.
    static func tests(_ id: String) -> AxisValue? {
        part("tests-", of: id).map { .text($0 == "none" ? "none" : "some") }
    }

    /// How often the probe was loaded again; nil for not at all.
    static func reloads(_ id: String) -> AxisValue? {
        part("reloads-", of: id).flatMap { Int($0).map(AxisValue.integer) }
    }

    /// What follows `prefix` in a part of an id that is neither the architecture nor the kernel.
    private static func part(_ prefix: String, of id: String) -> Substring? {
        id.split(separator: ",").dropFirst(2).first { $0.hasPrefix(prefix) }?.dropFirst(prefix.count)
    }

    private static func value(_ text: String, _ form: Axis.Form) -> AxisValue {
        switch form {
        case .integer: Int(text).map(AxisValue.integer) ?? .text(text)
        case .size: Mebibytes(parsing: text).map { .integer($0.count) } ?? .text(text)
        // The values that an id has to write otherwise.
        case .choice, .pattern:
            .text(
                Draw(parsingToken: text)?.description
                    ?? (text.hasPrefix("seed_") ? "seed:" + text.dropFirst(5) : text))
        }
    }
}

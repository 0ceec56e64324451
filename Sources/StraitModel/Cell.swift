// SPDX-License-Identifier: Apache-2.0

/// One point of the matrix: one guest configuration with one kernel.
public struct Cell: Sendable, Equatable, Codable {
    // As results name them.
    private enum CodingKeys: String, CodingKey {
        case id, idParts, architecture = "arch", kernel, requested, workload, setup,
            unsupported, control
    }

    /// Readable, stable, safe as a file name; a pure function of what was requested. The parts, joined by commas.
    public internal(set) var id: String
    /// What the id says, one thing after the other: the architecture, the kernel, each axis that is not as usual, and what is asked in
    /// the guest. What cells have in common is told by the parts that they share.
    public internal(set) var idParts: [String]
    /// The architecture.
    public var architecture: Architecture
    /// The configuration's name of the kernel.
    public var kernel: String
    /// The value of each axis, where it has one; by the axis's name.
    public var requested: [String: AxisValue]
    /// What it asks of its guest.
    public var workload: WorkloadRequest
    /// The machine that follows from the axes.
    public var setup: GuestSetup
    /// Why the cell cannot be, where that is known before a boot.
    public var unsupported: String?
    /// What the cell is to prove of strait itself; nil for every cell that a configuration asks about a kernel.
    public var control: Control?

    /// The same machine as another cell: a part more in its id.
    public func marked(_ part: String) -> Cell {
        var cell = self
        cell.idParts.append(part)
        cell.id += "," + part
        return cell
    }

    /// The same cell under the name that an earlier strait gave it, where that is not the one that follows from its values.
    public func named(_ id: String, parts: [String]) -> Cell {
        var cell = self
        (cell.id, cell.idParts) = (id, parts)
        return cell
    }

    /// The id without the kernel: what cells that differ in nothing else have in common.
    public var idWithoutKernel: String {
        (idParts.prefix(1) + idParts.dropFirst(2)).joined(separator: ",")
    }

    /// What the ids of some cells have in common, as an id; empty where there is no cell.
    public static func commonName(of cells: [Cell]) -> String {
        let others = cells.dropFirst().map { Set($0.idParts) }
        let common = cells.first?.idParts.filter { part in others.allSatisfy { $0.contains(part) } }
        return (common ?? []).joined(separator: ",")
    }
}

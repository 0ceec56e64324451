// SPDX-License-Identifier: Apache-2.0

/// One point of the matrix: a guest configuration with a kernel.
public struct Cell: Sendable, Equatable, Codable {
    // The names in results.
    private enum CodingKeys: String, CodingKey {
        case id, idParts, architecture = "arch", kernel, requested, workload, setup,
            unsupported, control
    }

    /// Readable, stable, safe as a file name; it depends only on the request. It is ``idParts`` joined by commas.
    public internal(set) var id: String
    /// The parts of the id: architecture, kernel, each axis that is not standard, and the workload. Cells are compared
    /// by the parts that they share.
    public internal(set) var idParts: [String]
    /// The architecture.
    public var architecture: Architecture
    /// The configuration's name of the kernel.
    public var kernel: String
    /// The value of each axis that has one, by the axis's name.
    public var requested: [String: AxisValue]
    /// What it runs in the guest.
    public var workload: WorkloadRequest
    /// The machine that follows from the axes.
    public var setup: GuestSetup
    /// Why the cell is impossible, if that is known before a boot; else nil.
    public var unsupported: String?
    /// What the cell has to prove about strait; nil for a cell that tests a kernel.
    public var control: Control?

    /// The same cell with one more part in its id.
    public func marked(_ part: String) -> Cell {
        var cell = self
        cell.idParts.append(part)
        cell.id += "," + part
        return cell
    }

    /// The same cell with the id that an earlier version gave it, if that differs from today's.
    public func named(_ id: String, parts: [String]) -> Cell {
        var cell = self
        (cell.id, cell.idParts) = (id, parts)
        return cell
    }

    /// The id without the kernel's part: equal for cells that differ only in the kernel.
    public var idWithoutKernel: String {
        (idParts.prefix(1) + idParts.dropFirst(2)).joined(separator: ",")
    }

    /// The id that some cells share; empty if there are no cells.
    public static func commonName(of cells: [Cell]) -> String {
        let others = cells.dropFirst().map { Set($0.idParts) }
        let common = cells.first?.idParts.filter { part in others.allSatisfy { $0.contains(part) } }
        return (common ?? []).joined(separator: ",")
    }
}

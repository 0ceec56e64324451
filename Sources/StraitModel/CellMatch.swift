// SPDX-License-Identifier: Apache-2.0

/// Which cells are meant: what `--only` and a configuration's rules say of them. All of its terms have to hold.
public struct CellMatch: Sendable, Equatable, Codable {
    /// One key with the values of which one has to be the cell's.
    public enum Term: Sendable, Equatable, Codable {
        /// The architecture.
        case architecture([Architecture])
        /// The configuration's name of the kernel.
        case kernel([String])
        /// Device memory that the cell asks for, among others.
        case deviceMemory([DeviceMemoryRequest])
        /// An axis by its name. A nil among the values stands for cells that leave the axis to the machine.
        case axis(String, [AxisValue?])
    }

    /// The terms; none at all matches every cell.
    public var terms: [Term]

    /// A match of all these terms.
    public init(_ terms: [Term]) { self.terms = terms }

    /// Whether the cell is meant.
    public func matches(_ cell: Cell) -> Bool { terms.allSatisfy { Self.holds($0, for: cell) } }

    private static func holds(_ term: Term, for cell: Cell) -> Bool {
        switch term {
        case .architecture(let values): values.contains(cell.architecture)
        case .kernel(let values): values.contains(cell.kernel)
        case .deviceMemory(let values): cell.workload.deviceMemory.contains { values.contains($0) }
        case .axis(let name, let values): holds(name, values, for: cell)
        }
    }

    private static func holds(_ name: String, _ values: [AxisValue?], for cell: Cell) -> Bool {
        let asked = cell.requested[name]
        if let asked, values.contains(asked) { return true }
        // What an architecture does not have is not left to its machine either.
        guard values.contains(nil), let axis = Axis.named(name), axis.architectures.contains(cell.architecture) else {
            return false
        }
        return asked == axis.standard(cell.architecture)
    }
}

// SPDX-License-Identifier: Apache-2.0

/// A selection of cells, as `--only` and the rules of a configuration make it. All of its terms have to hold.
public struct CellMatch: Sendable, Equatable, Codable {
    /// A key with values, one of which has to be the cell's.
    public enum Term: Sendable, Equatable, Codable {
        /// The architecture.
        case architecture([Architecture])
        /// The configuration's name of the kernel.
        case kernel([String])
        /// Device memory that the cell requests; it may request more.
        case deviceMemory([DeviceMemoryRequest])
        /// An axis, by its name. Nil among the values means cells that leave the axis to the machine.
        case axis(String, [AxisValue?])
    }

    /// The terms; an empty list selects every cell.
    public var terms: [Term]

    /// Makes a selection.
    public init(_ terms: [Term]) { self.terms = terms }

    /// Whether the cell is selected.
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
        // An architecture without the axis does not leave it to the machine either.
        guard values.contains(nil), let axis = Axis.named(name), axis.architectures.contains(cell.architecture) else {
            return false
        }
        return asked == axis.standard(cell.architecture)
    }
}

// SPDX-License-Identifier: Apache-2.0

import StraitModel
import StraitStore

extension Cell {
    /// A cell by its id, for tests that care for nothing else of it. A name that is no id of strait's is given to a plain cell.
    package static func sample(_ id: String) -> Cell {
        // Any other name will do for a test, so what is wrong with it does not matter.
        if let name = try? SchemaOneName(id) { return name.cell }
        return Cell(
            architecture: .x86_64, kernel: "k", requested: [:], workload: WorkloadRequest()
        ).named(id, parts: [id])
    }
}

extension [Cell] {
    /// Cells by their ids.
    package static func samples(_ ids: [String]) -> [Cell] { ids.map(Cell.sample) }

    /// The groups that they form, as a configuration with the same cells has them.
    package var groups: [PlannedGroup] {
        // A name that is no id of strait's is in no group.
        PlannedGroup.joined(compactMap { try? SchemaOneName($0.id).group })
    }
}

// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// Makes the cards of cells: what all of them need besides the cell.
struct CellCards {
    let input: ReportInput
    let kernels: [String: Int]
    /// How many there will be: each has its share of what guests may say.
    let count: Int

    func view(_ item: ShownCell, isOpen: Bool) -> View {
        guard let result = item.result else { return [:] }
        return CellView(
            item: item, result: result, evidence: input.evidence(item.id), base: input.base,
            kernelIndex: kernels[item.kernel] ?? 0, isOpen: isOpen, allowance: Allowance(cells: count)
        ).view
    }
}

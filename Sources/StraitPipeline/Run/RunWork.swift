// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

/// What is left to do of a run: the cells that have no result yet, apart by whether a guest has to be asked. A plain value: the same
/// cells, images and results are the same work.
struct RunWork {
    /// Results of before.
    let done: [CellResult]
    /// Results of cells that are settled without a boot.
    let settled: [CellResult]
    /// Cells to boot, in the matrix's order.
    let cells: [Cell]
    /// What they boot, by their ids.
    let images: [String: GuestImage]

    /// `past` is what was known of the cells before, by their ids.
    init(_ matrix: Matrix, _ set: ImageSet, done: [CellResult], past: [String: CellPast]) {
        let finished = Set(done.map(\.id))
        var settled: [CellResult] = []
        var cells: [Cell] = []
        var images: [String: GuestImage] = [:]
        for cell in matrix.cells where !finished.contains(cell.id) {
            switch set.fitness(of: cell) {
            case .success(let image):
                cells.append(cell)
                images[cell.id] = image
            case .failure(let refusal): settled.append(matrix.completed(refusal.result, of: cell, past: past[cell.id]))
            }
        }
        self.done = done
        self.settled = settled
        self.cells = cells
        self.images = images
    }

    /// Whether a result of before stands. Trouble of the infrastructure is no verdict on the kernel, so whoever goes on with a run asks
    /// again; only of a control whose QEMU was killed it is the answer.
    static func stands(_ result: CellResult) -> Bool {
        result.outcome != .infrastructure || result.control == .mustDie && Control.mustDie.isMet(by: result)
    }

    /// The boots, in their order; `seconds` is about how long each takes.
    func queue(_ searches: [Search], seconds: (Cell) -> Double) -> WorkQueue {
        WorkQueue(cells, searches: searches, done: done + settled, seconds: seconds)
    }
}

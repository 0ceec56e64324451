// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

/// The rest of a run: the cells without a result, and whether each needs a boot. It depends only on cells, images and
/// results.
struct RunWork {
    /// Earlier results to keep.
    let done: [CellResult]
    /// Results that are known without a boot.
    let settled: [CellResult]
    /// Cells to boot, in the order of the matrix.
    let cells: [Cell]
    /// The image of each of these cells, by id.
    let images: [String: GuestImage]

    /// `past`: what was known of the cells before, by id.
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

    /// Whether an earlier result is kept. Infrastructure trouble is no verdict on the kernel, so such a cell runs
    /// again; only for the control whose QEMU is killed it is the expected result.
    static func stands(_ result: CellResult) -> Bool {
        result.outcome != .infrastructure || result.control == .mustDie && Control.mustDie.isMet(by: result)
    }

    /// The queue of boots; `seconds` is the estimated time of each.
    func queue(_ searches: [Search], seconds: (Cell) -> Double) -> WorkQueue {
        WorkQueue(cells, searches: searches, done: done + settled, seconds: seconds)
    }
}

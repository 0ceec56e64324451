// SPDX-License-Identifier: Apache-2.0

import StraitModel

extension Comparison {
    /// Compares two sides. Cells belong together when their ids are the same; where both sides name a kernel, when they are the same
    /// but for the kernel. Only the questions that are `judged` decide.
    public init(base: ComparisonSide, candidate: ComparisonSide, judged: [CellQuestion] = CellQuestion.allCases) {
        self.judged = judged
        self.base = base.origin
        self.candidate = candidate.origin
        // Two runs can have the same id if two hosts started in the same second. So the objections are compared, not
        // the ids.
        let (old, new) = (base.objections, candidate.objections)
        distrust =
            base.record.id == candidate.record.id && old == new
            ? old.map { Distrust($0) }
            : old.map { Distrust($0, of: .base) } + new.map { Distrust($0, of: .candidate) }
        let byKernel = base.kernel != nil && candidate.kernel != nil
        let before = base.cells(byKernel: byKernel)
        let after = candidate.cells(byKernel: byKernel)
        let found = Dictionary(after.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let known = Set(before.map(\.name))
        pairs = before.map { Self.pair($0, found[$0.name], judged) }
        pairs += after.filter { !known.contains($0.name) }.map { Pair(.onlyInCandidate, nil, $0, at: $0) }
    }

    private static func pair(_ base: ComparedCell, _ candidate: ComparedCell?, _ judged: [CellQuestion]) -> Pair {
        guard let candidate else { return Pair(.onlyInBase, base, nil, at: base) }
        func pair(_ verdict: PairVerdict) -> Pair { Pair(verdict, base, candidate, at: base) }
        guard let before = base.result, let after = candidate.result else { return pair(.inconclusive) }
        // Unsupported on both sides: nothing is left to answer.
        if before.outcome == .unsupported, after.outcome == .unsupported { return pair(.unchanged) }
        guard before.outcome.isVerdictOnKernel, after.outcome.isVerdictOnKernel else { return pair(.inconclusive) }
        let changes = Change.all(from: before, to: after)
        let answers = PairAnswers(before, after, changes)
        return Pair(
            name: base.name, answers: answers, verdict: answers.worst(of: judged), base: base.side,
            candidate: candidate.side, changes: changes, place: base.place)
    }
}

extension ComparisonSide {
    var origin: Comparison.Origin {
        let images = record.images.filter { kernel == nil || $0.kernel == kernel }
        return Comparison.Origin(
            run: record.id, started: record.started, kernel: kernel, host: record.host, tools: record.tools,
            kernels: images.map {
                .init(
                    name: $0.kernel, architecture: $0.architecture, source: $0.source.description, release: $0.release,
                    version: $0.version, sha256: $0.kernelSHA256, initramfs: $0.initramfsSHA256,
                    passedOver: $0.passedOver, patches: $0.patches ?? [])
            })
    }

    /// The side's cells, including those without a result. Controls are left out: they test strait, not a kernel, and
    /// one of them never has a verdict on a kernel.
    func cells(byKernel: Bool) -> [ComparedCell] {
        let known = Dictionary(results.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let asked = record.cells.filter { $0.control == nil && (kernel == nil || $0.kernel == kernel) }
        let draws = ShownCell.draws(of: record.groups)
        return asked.map { cell in
            ComparedCell(
                name: byKernel ? cell.idWithoutKernel : cell.id, id: cell.id, result: known[cell.id],
                place: PairPlace(ShownCell(cell, draw: draws[cell.id]), byKernel: byKernel))
        }
    }
}

/// A cell before it is paired.
struct ComparedCell {
    let name: String
    let id: String
    let result: CellResult?
    let place: PairPlace

    var side: Comparison.Side {
        Comparison.Side(
            id: id, release: result?.kernel.release, outcome: result?.outcome, rung: result?.rung, errno: result?.errno,
            cause: result?.cause, answers: result?.answers, largestMiB: result?.capacity?.largestMiB,
            reproduction: result?.reproduction)
    }
}

extension Comparison.Pair {
    /// A pair of which there is no more to tell than one word.
    init(
        _ verdict: Comparison.PairVerdict, _ base: ComparedCell?, _ candidate: ComparedCell?, at cell: ComparedCell
    ) {
        self.init(
            name: cell.name, answers: PairAnswers(all: verdict), verdict: verdict, base: base?.side,
            candidate: candidate?.side, changes: [], place: cell.place)
    }
}

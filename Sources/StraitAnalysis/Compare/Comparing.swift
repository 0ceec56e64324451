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
        pairs = before.map { Self.pair($0.name, $0, found[$0.name], judged) }
        pairs += after.filter { !known.contains($0.name) }.map { Self.pair($0.name, nil, $0, judged) }
    }

    private static func pair(
        _ name: String, _ base: ComparedCell?, _ candidate: ComparedCell?, _ judged: [CellQuestion]
    ) -> Pair {
        guard let base else { return Pair(name: name, .onlyInCandidate, nil, candidate?.side) }
        guard let candidate else { return Pair(name: name, .onlyInBase, base.side, nil) }
        guard let before = base.result, let after = candidate.result else {
            return Pair(name: name, .inconclusive, base.side, candidate.side)
        }
        // Unsupported on both sides: nothing is left to answer.
        if before.outcome == .unsupported, after.outcome == .unsupported {
            return Pair(name: name, .unchanged, base.side, candidate.side)
        }
        guard before.outcome.isVerdictOnKernel, after.outcome.isVerdictOnKernel else {
            return Pair(name: name, .inconclusive, base.side, candidate.side)
        }
        let changes = Change.all(from: before, to: after)
        let answers = PairAnswers(before, after, changes)
        return Pair(
            name: name, answers: answers, verdict: answers.worst(of: judged), base: base.side,
            candidate: candidate.side, changes: changes)
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
        return asked.map { cell in
            ComparedCell(name: byKernel ? cell.idWithoutKernel : cell.id, id: cell.id, result: known[cell.id])
        }
    }
}

/// A cell before it is paired.
struct ComparedCell {
    let name: String
    let id: String
    let result: CellResult?

    var side: Comparison.Side {
        Comparison.Side(
            id: id, release: result?.kernel.release, outcome: result?.outcome, rung: result?.rung, errno: result?.errno,
            cause: result?.cause, answers: result?.answers, largestMiB: result?.capacity?.largestMiB,
            reproduction: result?.reproduction)
    }
}

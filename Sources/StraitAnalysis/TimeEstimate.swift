// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// How long a run will take, judged by how long cells took in an earlier one.
public struct TimeEstimate: Sendable, Equatable {
    /// With all guests that run at once, in seconds. The searches boot as often as they may at most.
    public let seconds: Double
    /// How many cells count with the median of their architecture, because the earlier run has no time of their own.
    public let borrowed: Int
    /// How many cells do not count, because the earlier run has no cell of their architecture with the same kind of workload.
    public let unknown: Int

    /// `searches`: what a run boots beyond the cells that it was asked for. `results`: those of the earlier run. `jobs`: how
    /// many guests run at once. Nil if none of the cells has a time.
    public init?(cells: [Cell], searches: [Search], results: [CellResult], jobs: Int) {
        let times = Times(results)
        let optional = Set(searches.flatMap(\.candidates).filter { !$0.isAsked }.map(\.cell))
        let booted = cells.filter { $0.unsupported == nil }
        let plain = booted.filter { !optional.contains($0.id) }
        let known = Dictionary(booted.map { ($0.id, $0) }) { first, _ in first }
        // Which cells a search boots is not known: any of them stands for all.
        let searched = searches.flatMap { search in
            let cells = search.candidates.compactMap { known[$0.cell] }
            let asked = search.candidates.count(where: \.isAsked)
            return Array(cells.prefix(max(0, min(cells.count, search.mostBoots() - asked))))
        }
        let all = plain + searched
        let own = all.compactMap { times.own[$0.id] }
        let medians = all.filter { times.own[$0.id] == nil }.map(times.median)
        guard !own.isEmpty || medians.contains(where: { $0 != nil }) else { return nil }
        // No schedule is shorter than its longest cell.
        let each = own + medians.compactMap(\.self)
        seconds = max(each.reduce(0, +) / Double(max(1, jobs)), each.max() ?? 0)
        borrowed = medians.count { $0 != nil }
        unknown = medians.count { $0 == nil }
    }

    /// What cells took, in seconds.
    private struct Times {
        private struct Kind: Hashable {
            let architecture: Architecture
            let hasSuites: Bool
        }

        let own: [String: Double]
        private let medians: [Kind: Double]

        init(_ results: [CellResult]) {
            let measured = results.filter {
                $0.outcome.isVerdictOnKernel && $0.phases.total.isFinite && $0.phases.total > 0
            }
            own = Dictionary(measured.map { ($0.id, $0.phases.total) }) { first, _ in first }
            let kinds = Dictionary(grouping: measured) { Kind(architecture: $0.arch, hasSuites: !$0.suites.isEmpty) }
            medians = kinds.compactMapValues { StraitAnalysis.median(of: $0.map(\.phases.total)) }
        }

        func median(_ cell: Cell) -> Double? {
            medians[Kind(architecture: cell.architecture, hasSuites: !cell.workload.suites.isEmpty)]
        }
    }
}

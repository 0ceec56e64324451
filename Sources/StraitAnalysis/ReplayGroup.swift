// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// Boots of one machine with one seed. They should all have the same layout.
public struct ReplayGroup: Sendable, Equatable {
    /// The id that the cells share.
    public var name: String
    /// The seed.
    public var seed: UInt64
    /// Ids of the cells, grouped by the layout that their guests showed; in the order of the first cells.
    public var layouts: [[String]]
    /// Median time in seconds until the guest has shown its layout.
    public var seconds: Double
    /// The same for cells without a seed on the same kernel; nil if the run has none.
    public var secondsWithout: Double?

    /// Makes a group.
    public init(name: String, seed: UInt64, layouts: [[String]], seconds: Double, secondsWithout: Double?) {
        self.name = name
        self.seed = seed
        self.layouts = layouts
        self.seconds = seconds
        self.secondsWithout = secondsWithout
    }

    /// How many guests showed their layout.
    public var boots: Int { layouts.reduce(0) { $0 + $1.count } }

    /// Whether guests with one seed showed more than one layout.
    public var isBroken: Bool { layouts.count > 1 }

    /// All seeds of a run for which at least two guests showed their layout, in the order of their first cells. A
    /// layout follows from the seed, the kernel and the machine with its command line, so only cells equal in all of
    /// these are grouped.
    public static func all(of results: [CellResult], in cells: [Cell]) -> [ReplayGroup] {
        var groups: [[CellResult]] = []
        var places: [String: Int] = [:]
        for result in results where result.seed != nil && result.layout?.symbolsSHA256 != nil {
            let key = machine(result)
            if let place = places[key] {
                groups[place].append(result)
            } else {
                places[key] = groups.count
                groups.append([result])
            }
        }
        let seedless = Dictionary(grouping: results.filter { $0.seed == nil }, by: Kernel.init).mapValues(median)
        let known = Dictionary(cells.map { ($0.id, $0) }) { first, _ in first }
        return groups.filter { $0.count > 1 }.map { found in
            group(
                found, name: Cell.commonName(of: found.compactMap { known[$0.id] }),
                without: seedless[Kernel(found[0])] ?? nil)
        }
    }

    /// A boot with a seed and one without are compared in time if these are equal.
    private struct Kernel: Hashable {
        let architecture: Architecture
        let digest: String?

        init(_ result: CellResult) { (architecture, digest) = (result.arch, result.kernel.sha256) }
    }

    private static func machine(_ result: CellResult) -> String {
        let axes = result.requested.filter { $0.key != Axis.kaslr.name }.sorted { $0.key < $1.key }
        let parts = axes.map { "\($0.key)=\($0.value)" } + [result.arch.rawValue, result.kernel.sha256 ?? ""]
        return (parts + ["\(result.seed ?? 0)"]).joined(separator: "\u{0}")
    }

    private static func group(_ cells: [CellResult], name: String, without seconds: Double?) -> ReplayGroup {
        var layouts: [(digest: String, ids: [String])] = []
        for cell in cells {
            guard let digest = cell.layout?.symbolsSHA256 else { continue }
            if let index = layouts.firstIndex(where: { $0.digest == digest }) {
                layouts[index].ids.append(cell.id)
            } else {
                layouts.append((digest, [cell.id]))
            }
        }
        return ReplayGroup(
            name: name, seed: cells[0].seed ?? 0, layouts: layouts.map(\.ids),
            seconds: median(cells) ?? 0, secondsWithout: seconds)
    }

    /// Median time until the guest shows its layout; nil if no guest came that far.
    private static func median(_ results: [CellResult]) -> Double? {
        let times = results.compactMap { result in
            result.ladder.first { $0.rung == .axes && $0.outcome == .passed }
                .map { result.phases.boot + result.phases.login + $0.seconds }
        }.sorted()
        return times.isEmpty ? nil : times[times.count / 2]
    }
}

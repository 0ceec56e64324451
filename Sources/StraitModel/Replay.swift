// SPDX-License-Identifier: Apache-2.0

/// One of M boots of one seed, `seed:7 x20#3`: whether a replay is one.
public struct ReplayDraw: Sendable, Equatable {
    /// The seed of all of them.
    public let seed: UInt32
    /// How many boots the question has.
    public let count: Int
    /// Which of them this is, from 1 on.
    public let number: Int

    /// All boots of `seed:7 x20`; nil for anything else.
    static func all(parsing question: String) -> [ReplayDraw]? {
        guard let (seed, rest) = seedAndRest(question), let count = LayoutDraw.count(parsing: "random " + rest) else {
            return nil
        }
        return (1...count).map { ReplayDraw(seed: seed, count: count, number: $0) }
    }

    /// Parses `seed:7 x20#3`; nil for anything else.
    public init?(parsing text: String) {
        guard let (seed, rest) = Self.seedAndRest(text), let draw = LayoutDraw(parsing: "random " + rest) else {
            return nil
        }
        self.init(seed: seed, count: draw.count, number: draw.number)
    }

    private init(seed: UInt32, count: Int, number: Int) {
        self.seed = seed
        self.count = count
        self.number = number
    }

    private static func seedAndRest(_ text: String) -> (UInt32, String)? {
        guard text.hasPrefix("seed:"), let blank = text.firstIndex(of: " ") else { return nil }
        let digits = text[..<blank].dropFirst("seed:".count)
        guard let seed = UInt32(digits), String(seed) == digits else { return nil }
        return (seed, String(text[text.index(after: blank)...]))
    }

    /// `seed:7 x20`.
    public var question: String { "seed:\(seed) x\(count)" }

    /// `seed:7 x20#3`.
    public var description: String { "\(question)#\(number)" }

    /// The same for a cell's group.
    var draw: AxisDraw { AxisDraw(kind: .replay, question: question, number: number, seed: seed) }
}

/// Boots of one machine with one seed: replays of each other, if a replay is one.
public struct ReplayGroup: Sendable, Equatable {
    /// What the cells have in common, as an id.
    public var name: String
    /// The seed.
    public var seed: UInt64
    /// Ids of the cells, by the layout that their guests showed; the layouts in the order of their first cells.
    public var layouts: [[String]]
    /// What a boot and the proof of its layout take at the median, in seconds.
    public var seconds: Double
    /// The same without a seed, on the same kernel; nil where no cell of the run is one.
    public var secondsWithout: Double?

    /// How many guests showed their layout.
    public var boots: Int { layouts.reduce(0) { $0 + $1.count } }

    /// `seed 7 of x86_64,stock: 20 boots, one layout; 4.3 s a boot with its proof, 4.1 s without a seed`.
    public var sentence: String {
        let found = layouts.count == 1 ? "one layout" : "\(layouts.count) layouts, so it is no replay"
        return "seed \(seed) of \(name): \(boots) boots, \(found); \(Self.tenths(seconds)) s a boot with its proof"
            + (secondsWithout.map { ", \(Self.tenths($0)) s without a seed" } ?? "")
    }

    /// Why a seed of the run does not replay; nil where it does.
    public var objection: String? {
        guard layouts.count > 1 else { return nil }
        let examples = layouts.prefix(2).compactMap(\.first).joined(separator: " and ")
        return
            "seed \(seed) of \(name) does not replay: \(boots) boots show \(layouts.count) layouts, as in \(examples)"
    }

    /// Every seed of a run that two guests or more have shown their layout of, in the order of their first cells. A layout follows from
    /// the seed, the kernel, and the machine with its command line, so cells count that differ in nothing of these.
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

    /// What a boot without a seed has to share with one that has, for their times to be compared.
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
            name: name, seed: cells[0].seed ?? 0, layouts: layouts.map(\.ids), seconds: median(cells) ?? 0,
            secondsWithout: seconds)
    }

    /// Up to where the guest has shown its layout; nil where none of them came so far.
    private static func median(_ results: [CellResult]) -> Double? {
        let times = results.compactMap { result in
            result.ladder.first { $0.rung == .axes && $0.outcome == .passed }
                .map { result.phases.boot + result.phases.login + $0.seconds }
        }.sorted()
        return times.isEmpty ? nil : times[times.count / 2]
    }

    private static func tenths(_ seconds: Double) -> String {
        let tenths = Int((seconds * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}

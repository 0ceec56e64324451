// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

extension CellBlock {
    /// `x86_64, 32/36 bits, KASLR off`: the values that its cells have, and that other cells have not.
    var label: String {
        let parts = [architecture.rawValue] + choices.map(\.words) + (count < total ? ["\(count) of \(total)"] : [])
        return Clean.line(parts.joined(separator: ", "), limit: 200)
    }
}

extension CellBlock.Choice {
    fileprivate var words: String {
        if values.count == 1 { return Trait(dimension: dimension, value: values[0]).words }
        let texts = values.map { value in value.map { Search.text($0, of: dimension) } ?? "default" }
        let list = texts.joined(separator: "/")
        if dimension == Search.deviceMemory { return "asks \(list)" }
        return Axis.named(dimension)?.display.phrase(list) ?? "\(dimension) \(list)"
    }
}

extension PairRow {
    /// What its cells are called.
    var label: String {
        switch cells {
        case .block(let block): block.label
        case .more(let architecture, _): "\(architecture.rawValue), more"
        case .rest(let architecture, _): "\(architecture.rawValue), all others"
        }
    }

    /// How many cells it has.
    var count: Int {
        switch cells {
        case .block(let block): block.count
        case .more(_, let count), .rest(_, let count): count
        }
    }
}

extension PairPlaces {
    /// Some cells for the end of a sentence: by their values in at most `most` blocks, else how many there are of each architecture.
    func label(_ pairs: [Comparison.Pair], most: Int) -> String {
        let blocks = blocks(of: pairs)
        guard blocks.count > most else {
            return blocks.map { blocks.count > 1 ? "\($0.label) (\($0.count))" : $0.label }.joined(separator: "; ")
        }
        let counts = Dictionary(pairs.map { ($0.place.architecture, 1) }, uniquingKeysWith: +)
        return counts.keys.sorted().map { "\($0.rawValue) (\(counts[$0] ?? 0) of \(count($0)))" }.joined(
            separator: ", ")
    }

    /// What is the same in all cells, a line each: first of all architectures, then of one.
    var constantLines: [String] {
        let traits = architectures.map { ($0, constants($0)) }
        let common = traits.first?.1.filter { trait in traits.allSatisfy { $0.1.contains(trait) } } ?? []
        let lines = traits.map { architecture, all in
            (architecture.rawValue, all.filter { !common.contains($0) })
        }
        return ([("all cells", common)] + lines).filter { !$0.1.isEmpty }.map { name, traits in
            Clean.line("\(name): " + traits.map(\.constant).joined(separator: ", "), limit: 400)
        }
    }
}

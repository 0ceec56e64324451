// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// Reads the rules that add and remove cells.
struct RuleSection {
    let rows: MatrixSection
    let problems: Problems

    /// The keys that a rule can match on.
    static let keys = ["arch"] + Settings.keys

    func exclusions(_ tree: Tree) -> [PlacedRule<CellMatch>] {
        elements(tree, "{ arch: ppc64le, mmu: hash }").compactMap { element in
            guard let entries = element.entries("a rule such as { arch: ppc64le, mmu: hash }", problems) else {
                return nil
            }
            problems.reportUnknownKeys(of: entries, known: Self.keys)
            guard let match = match(entries, element) else { return nil }
            return .init(content: match, place: problems.place(of: element))
        }
    }

    func inclusions(_ tree: Tree, after before: [MatrixRow]) -> [PlacedRule<MatrixRow>] {
        var total = before.reduce(0) { sum, row in
            let (sum, overflow) = sum.addingReportingOverflow(row.count)
            return overflow ? .max : sum
        }
        return elements(tree, "{ arch: x86_64, physBits: 52 }").compactMap { element in
            rows.row(element, &total).map { .init(content: $0, place: problems.place(of: element)) }
        }
    }

    /// Reads the keys of a rule that select cells; the caller handles the other keys.
    func match(_ entries: [Tree.Entry], _ rule: Tree, mayFitAll: Bool = false) -> CellMatch? {
        let settings = Settings.read(entries, kernels: rows.kernels, problems)
        let architectures = entries.first { $0.key == "arch" }.map { rows.architectures($0.value) }
        // Without an architecture, an axis selects the architectures that have it.
        rows.check(settings, architectures ?? [])
        guard mayFitAll || entries.contains(where: { Self.keys.contains($0.key) }) else {
            problems.add("a rule that names no axis would match every cell; name one, such as arch", at: rule)
            return nil
        }
        var terms: [CellMatch.Term] = []
        if let architectures { terms.append(.architecture(architectures)) }
        if let kernels = settings.kernels { terms.append(.kernel(kernels)) }
        if let sizes = settings.deviceMemory { terms.append(.deviceMemory(sizes)) }
        // In the order of the model, so that equal rules are equal values.
        terms += Axis.all.compactMap { axis in settings.axes[axis.name].map { .axis(axis.name, $0) } }
        return CellMatch(terms)
    }

    private func elements(_ tree: Tree, _ example: String) -> [Tree] {
        guard case .list(let elements) = tree.content else {
            problems.add("\(tree.kind) where a list of rules belongs, each such as - \(example)", at: tree)
            return []
        }
        return elements
    }
}

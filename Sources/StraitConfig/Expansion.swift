// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// Expands rows into cells.
struct Expansion {
    let workload: WorkloadRequest
    /// The cells so far, each one once.
    private(set) var cells: [Cell] = []
    private let exclusions: [PlacedRule<CellMatch>]
    private var matched: [Bool]
    private var idleInclusions: [StraitError.Place] = []
    private var seen: Set<String> = []
    private var boundaries: [Search] = []
    private var planned = PlannedGroups()
    /// Cells that only searches need.
    private var optional: Set<String> = []

    /// The searches.
    var searches: [Search] {
        boundaries.map { search in
            var search = search
            for index in search.candidates.indices {
                search.candidates[index].isAsked = !optional.contains(search.candidates[index].cell)
            }
            return search
        }
    }

    /// The groups of cells.
    var groups: [PlannedGroup] { planned.all }

    init(workload: WorkloadRequest, exclusions: [PlacedRule<CellMatch>] = []) {
        self.workload = workload
        self.exclusions = exclusions
        matched = exclusions.map { _ in false }
    }

    /// Reserves memory for `count` cells.
    mutating func reserve(_ count: Int) {
        cells.reserveCapacity(count)
        seen.reserveCapacity(count)
    }

    /// Warnings for the reader: rules without an effect are probably mistakes.
    var notes: [String] {
        zip(exclusions, matched).compactMap { rule, matched in matched ? nil : "\(rule.place): matches no cell" }
            + idleInclusions.map { "\($0): adds no new cell" }
    }

    /// Adds the cells of a row that no rule excludes.
    mutating func add(_ row: MatrixRow) { add(row, excluding: true) }

    /// Adds all cells of a row.
    mutating func include(_ rule: PlacedRule<MatrixRow>) {
        let before = cells.count
        add(rule.content, excluding: false)
        if cells.count == before { idleInclusions.append(rule.place) }
    }

    private mutating func add(_ row: MatrixRow, excluding: Bool) {
        guard row.search != nil else { return each(row, excluding: excluding) { $0.take($1, $2, isAsked: true) } }
        for values in row.searches {
            var found: [(value: AxisValue, cell: Cell, builder: CellBuilder)] = []
            for (value, one) in values { each(one, excluding: excluding) { found.append((value, $1, $2)) } }
            let possible = found.filter { $0.cell.unsupported == nil }
            // With fewer than two possible values there is nothing to search, so each of them is run.
            let isSearch = possible.count > 1
            for (_, cell, builder) in isSearch ? possible : found { take(cell, builder, isAsked: !isSearch) }
            guard isSearch else { continue }
            let search = Search(
                axis: row.search ?? "", name: Cell.commonName(of: possible.map(\.cell)),
                candidates: possible.map { .init(cell: $0.cell.id, value: $0.value) },
                skipped: found.compactMap { value, cell, _ in cell.unsupported.map { .init(value: value, reason: $0) } }
            )
            if !boundaries.contains(search) { boundaries.append(search) }
        }
    }

    private mutating func take(_ cell: Cell, _ builder: CellBuilder, isAsked: Bool) {
        if seen.insert(cell.id).inserted {
            cells.append(cell)
            planned.take(cell.id, of: builder.group)
            if !isAsked { optional.insert(cell.id) }
        } else if isAsked, !optional.isEmpty {
            optional.remove(cell.id)
        }
    }

    private mutating func each(
        _ row: MatrixRow, excluding: Bool, _ body: (inout Expansion, Cell, CellBuilder) -> Void
    ) {
        for architecture in row.architectures {
            // In the order of the model; the order of keys in the file does not matter.
            let axes = Axis.all(of: architecture).map { ($0, row.settings.axes[$0.name] ?? [nil]) }
            for kernel in row.settings.kernels ?? [] {
                let builder = CellBuilder(architecture: architecture, kernel: kernel, workload: workload(of: row))
                let rules = excluding ? possible(builder.cell) : []
                Self.forEachCell(builder, axes[...]) { builder in
                    let cell = builder.cell
                    if !excluded(cell, by: rules) { body(&self, cell, builder) }
                }
            }
        }
    }

    private func workload(of row: MatrixRow) -> WorkloadRequest {
        WorkloadRequest(
            deviceMemory: row.settings.deviceMemory ?? workload.deviceMemory, suites: row.suites ?? workload.suites,
            reloads: workload.reloads, testHMM: row.testHMM ?? workload.testHMM)
    }

    /// The exclusions that can apply to a cell, judged without its axes. Most rules of a large configuration are for
    /// another architecture, and this skips them for all its cells at once.
    private func possible(_ cell: Cell) -> [(number: Int, rest: CellMatch)] {
        exclusions.enumerated().compactMap { number, rule in
            let fixed = rule.content.terms.filter { !$0.isAxis }
            guard CellMatch(fixed).matches(cell) else { return nil }
            return (number, CellMatch(rule.content.terms.filter(\.isAxis)))
        }
    }

    /// Checks every rule, so that each rule that matches is known to have an effect.
    private mutating func excluded(_ cell: Cell, by rules: [(number: Int, rest: CellMatch)]) -> Bool {
        var excluded = false
        for rule in rules where rule.rest.matches(cell) {
            matched[rule.number] = true
            excluded = true
        }
        return excluded
    }

    private static func forEachCell(
        _ builder: CellBuilder, _ axes: ArraySlice<(Axis, [AxisValue?])>, _ body: (CellBuilder) -> Void
    ) {
        guard let (axis, values) = axes.first else { return body(builder) }
        for value in values {
            var builder = builder
            builder.set(axis, to: value)
            forEachCell(builder, axes.dropFirst(), body)
        }
    }
}

extension CellMatch.Term {
    fileprivate var isAxis: Bool { if case .axis = self { true } else { false } }
}

extension Configuration {
    /// The cells in the order of the rows and, within a row, of architectures, kernels and axes; the last axis varies
    /// fastest. A cell of two rows occurs once, at the first. Controls come first, cells of `include` last.
    public func matrix() -> Matrix {
        var expansion = Expansion(workload: workload, exclusions: exclusions)
        let most = (rows + inclusions.map(\.content)).reduce(0) { $0 + $1.count }
        expansion.reserve(most)
        for row in rows { expansion.add(row) }
        for inclusion in inclusions { expansion.include(inclusion) }
        let controls = controlKernel.map { kernel in Control.allCases.map { $0.cell(kernel: kernel) } } ?? []
        return Matrix(
            name: name, kernels: kernels, cells: controls + expansion.cells, expectations: expectations.map(\.content),
            notes: expansion.notes + idleExpectations(among: expansion.cells),
            searches: Search.ordered(expansion.searches, by: expansion.cells.map(\.id)),
            groups: expansion.groups)
    }

    /// Rules of `expect:` without an effect, with the reasons; they are probably mistakes.
    fileprivate func idleExpectations(among cells: [Cell]) -> [String] {
        var state = expectations.map { _ in (fits: false, decides: false) }
        for cell in cells where state.contains(where: { !$0.decides }) {
            var isTaken = false
            for (number, rule) in expectations.enumerated() where !isTaken || !state[number].fits {
                guard rule.content.match.matches(cell) else { continue }
                state[number].fits = true
                if !isTaken { state[number].decides = true }
                isTaken = true
            }
        }
        return zip(expectations, state).compactMap { rule, state in
            guard !state.decides else { return nil }
            return "\(rule.place): "
                + (state.fits ? "has no effect: earlier rules match all of its cells" : "matches no cell")
        }
    }
}

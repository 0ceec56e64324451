// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// Reads the rows of the matrix.
struct MatrixSection {
    let kernels: [KernelRequest]
    let defaults: Settings
    let problems: Problems

    func read(_ tree: Tree) -> [MatrixRow] {
        guard case .list(let elements) = tree.content else {
            problems.add("\(tree.kind) where a list of rows belongs, each such as - { arch: x86_64 }", at: tree)
            return []
        }
        if elements.isEmpty { problems.add("no row; a matrix has at least one, such as - { arch: x86_64 }", at: tree) }
        var total = 0
        return elements.compactMap { row($0, &total) }
    }

    /// Reads a row; its cells are added to `total`.
    func row(_ tree: Tree, _ total: inout Int) -> MatrixRow? {
        guard let row = row(tree) else { return nil }
        let (sum, overflow) = total.addingReportingOverflow(row.count)
        if overflow || sum > MatrixRow.mostCells, total <= MatrixRow.mostCells {
            problems.add("more than \(MatrixRow.mostCells) cells up to this row", at: tree)
        }
        total = overflow ? .max : sum
        return row
    }

    private func row(_ tree: Tree) -> MatrixRow? {
        guard let entries = tree.entries("a row such as { arch: x86_64 }", problems) else { return nil }
        problems.reportUnknownKeys(of: entries, known: ["arch"] + Settings.keys + Self.own)
        let own = Settings.read(entries, kernels: kernels, problems)
        let architectures = self.architectures(entries, tree)
        var settings = own.filled(from: defaults)
        if settings.kernels == nil {
            if kernels.count == 1 {
                settings.kernels = [kernels[0].name]
            } else if kernels.count > 1 {
                let names = kernels.map(\.name).joined(separator: ", ")
                problems.add("the row names no kernel, nor do the defaults; there are \(names)", at: tree)
            }
        }
        check(own, architectures)
        let search = SearchSection(problems: problems).read(entries, &settings)
        let suites = entries.first { $0.key == "selftests" }.map { SelftestSection(problems: problems).read($0.value) }
        let testHMM = entries.first { $0.key == "testHMM" }.map { TestHMMSection(problems: problems).read($0.value) }
        return MatrixRow(
            architectures: architectures, settings: settings, search: search, suites: suites, testHMM: testHMM)
    }

    /// What only a row can say, besides its architectures.
    private static let own = ["search", "selftests", "testHMM"]

    private func architectures(_ entries: [Tree.Entry], _ row: Tree) -> [Architecture] {
        let known = Architecture.allCases.map(\.rawValue)
        guard let value = entries.first(where: { $0.key == "arch" })?.value else {
            problems.add("is missing; known: \(known.joined(separator: ", "))", line: row.line, key: row.path + ".arch")
            return []
        }
        return self.architectures(value)
    }

    /// Reads the names of architectures.
    func architectures(_ value: Tree) -> [Architecture] {
        let known = Architecture.allCases.map(\.rawValue)
        return (value.elements(problems) ?? []).compactMap { element in
            guard let (text, _) = element.text("an architecture", problems) else { return nil }
            if let architecture = Architecture(rawValue: text) { return architecture }
            let meant = Architecture.allCases.first { $0.platform.otherNames.contains(text.lowercased()) }
            let near = meant.map { "did you mean \($0.rawValue)?" }
            problems.add("no architecture \(text); \(near ?? suggestion(for: text, among: known))", at: element)
            return nil
        }
    }

    /// Checks settings together with architectures.
    func check(_ own: Settings, _ architectures: [Architecture]) {
        checkAxes(own, architectures)
        checkNames(own, architectures)
    }

    /// Checks that all architectures of a row have the axes that it names. If an axis were dropped for some, their
    /// cells would silently not be what was requested. Axes from the defaults may be dropped.
    private func checkAxes(_ own: Settings, _ architectures: [Architecture]) {
        for axis in Axis.all where own.axes[axis.name] != nil {
            guard let place = own.places[axis.name],
                let other = architectures.first(where: { !axis.architectures.contains($0) })
            else { continue }
            let names = axis.architectures.map(\.rawValue).joined(separator: ", ")
            let advice = architectures.count > 1 ? "; give \(other.rawValue) a row of its own" : ""
            problems.add(
                "\(other.rawValue) has no such axis, only \(names)\(advice)", line: place.line, key: place.path)
        }
    }

    /// Checks that one of the row's architectures has each name. For the others the cells become unsupported.
    private func checkNames(_ own: Settings, _ architectures: [Architecture]) {
        for axis in Axis.all {
            guard let names = axis.names, let place = own.places[axis.name] else { continue }
            let lists = architectures.map { names.list($0.platform) }
            guard !lists.isEmpty, !lists.contains(where: \.isEmpty) else { continue }
            let known = Array(lists.joined())
            for value in own.axes[axis.name] ?? [] {
                guard let name = value?.text, !known.contains(name) else { continue }
                let platforms = architectures.map(\.rawValue).joined(separator: " or ")
                problems.add(
                    "no \(names.noun) \(name) on \(platforms); \(suggestion(for: name, among: known))",
                    line: place.line, key: place.path)
            }
        }
    }
}

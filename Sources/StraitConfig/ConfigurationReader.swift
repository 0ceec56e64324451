// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// Reads the sections of a configuration. It continues after an error to find all of them; the result may be used only
/// if there was none.
struct ConfigurationReader {
    let problems: Problems

    private static let keys = [
        "name", "kernels", "defaults", "matrix", "exclude", "include", "expect", "controls", "workload",
        "nightly",
    ]

    func read(_ tree: Tree) -> Configuration? {
        guard let entries = tree.entries("a map with name, kernels and matrix", problems) else { return nil }
        let sections = Dictionary(entries.map { ($0.key, $0.value) }) { first, _ in first }
        for (key, example) in [
            ("name", "name: smoke"), ("kernels", "kernels: { stock: debian:trixie-backports }"),
            ("matrix", "matrix: with a row such as - { arch: x86_64 }"),
        ] where sections[key] == nil {
            problems.add("is missing; write \(example)", line: 1, key: key)
        }
        problems.reportUnknownKeys(of: entries, known: Self.keys)
        let kernels = sections["kernels"].map { KernelSection.read($0, problems) } ?? []
        let defaults = sections["defaults"].map { self.defaults($0, kernels) } ?? Settings()
        let rowReader = MatrixSection(kernels: kernels, defaults: defaults, problems: problems)
        let rows = sections["matrix"].map { rowReader.read($0) } ?? []
        let rules = RuleSection(rows: rowReader, problems: problems)
        let exclusions = sections["exclude"].map { rules.exclusions($0) } ?? []
        let inclusions = sections["include"].map { rules.inclusions($0, after: rows) } ?? []
        let name = sections["name"].flatMap(name)
        let expectations =
            sections["expect"].map { ExpectationSection(rules: rules, problems: problems).read($0) } ?? []
        let controls = sections["controls"].flatMap { self.controls($0, kernels) }
        return Configuration(
            name: name ?? "", kernels: kernels, workload: sections["workload"].map(workload) ?? WorkloadRequest(),
            rows: rows, exclusions: exclusions, inclusions: inclusions, expectations: expectations,
            controlKernel: controls,
            nightly: sections["nightly"].map { NightlySection.read($0, problems) } ?? NightlySettings())
    }

    /// The kernel for the controls: the named one, or the first one for `true`; nil for `false`.
    private func controls(_ tree: Tree, _ kernels: [KernelRequest]) -> String? {
        guard let (text, plain) = tree.text("true, false or a kernel's name", problems) else { return nil }
        let names = kernels.map(\.name)
        if names.contains(text) { return text }
        switch plain ? switchWord(text) : text {
        case "on": return names.first
        case "off": return nil
        default:
            let near = suggestion(for: text, among: ["true", "false"] + names)
            problems.add("\(quoted(text)) where true, false or a kernel's name belongs; \(near)", at: tree)
            return nil
        }
    }

    private func name(_ tree: Tree) -> String? {
        guard let (text, _) = tree.text("a name", problems) else { return nil }
        if isSafe(text, longest: 64) { return text }
        problems.add(
            "\(quoted(text)) is not a valid name: it becomes part of file names, so letters, digits and . _ - (at most 64)",
            at: tree)
        return nil
    }

    private func defaults(_ tree: Tree, _ kernels: [KernelRequest]) -> Settings {
        guard let entries = tree.entries("a map of axes and values", problems) else { return Settings() }
        if let arch = entries.first(where: { $0.key == "arch" }) {
            problems.add("belongs in the rows of the matrix, not in defaults", line: arch.line, key: arch.value.path)
        }
        problems.reportUnknownKeys(of: entries.filter { $0.key != "arch" }, known: Settings.keys)
        return Settings.read(entries, kernels: kernels, problems)
    }

    private func workload(_ tree: Tree) -> WorkloadRequest {
        var request = WorkloadRequest()
        guard let entries = tree.entries("a map such as { selftests: hmm-tests }", problems) else { return request }
        problems.reportUnknownKeys(of: entries, known: ["selftests", "reloads", "testHMM"])
        func value(_ key: String) -> Tree? { entries.first { $0.key == key }?.value }
        if let tests = value("selftests") { request.suites = SelftestSection(problems: problems).read(tests) }
        if let number = value("reloads") { request.reloads = reloads(number) }
        if let words = value("testHMM") { request.testHMM = TestHMMSection(problems: problems).read(words) }
        return request
    }

    /// More reloads would take longer than everything else in a cell.
    private static let mostReloads = 1000

    private func reloads(_ tree: Tree) -> Int {
        let wanted = "a number from 0 to \(Self.mostReloads)"
        guard let (text, _) = tree.text(wanted, problems) else { return 0 }
        if let number = Int(text), (0...Self.mostReloads).contains(number), String(number) == text { return number }
        problems.add("\(quoted(text)) where \(wanted) belongs: how often the probe is loaded and unloaded", at: tree)
        return 0
    }
}

extension Configuration {
    /// Reads a configuration. `file` is used only in messages.
    ///
    /// Errors: ``ConfigurationErrors`` with all errors.
    public static func parse(text: String, file: String) throws -> Configuration {
        let problems = Problems(file: file)
        guard let tree = YAMLLoader.load(text, problems) else { throw problems.errors }
        let configuration = ConfigurationReader(problems: problems).read(tree)
        guard let configuration, problems.isEmpty else { throw problems.errors }
        return configuration
    }
}

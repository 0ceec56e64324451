// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// Reads the kernels of a configuration and their sources.
enum KernelSection {
    /// The kinds of sources, with an example for messages.
    private static let schemes = ["debian": "SUITE", "files": "DIRECTORY", "tree": "DIRECTORY"]

    static func read(_ tree: Tree, _ problems: Problems) -> [KernelRequest] {
        guard let entries = tree.entries("a map from names to sources", problems) else { return [] }
        if entries.isEmpty { problems.add("no kernel; name one, as in stock: debian:trixie-backports", at: tree) }
        return entries.map { entry in
            if !isSafe(entry.key, longest: 40) {
                problems.add(
                    "a kernel's name is letters, digits and . _ - (at most 40): it becomes part of file names",
                    line: entry.line, key: entry.value.path)
            }
            // A name with wrong sources still counts as known; otherwise every row that uses it would be an error too.
            return request(entry.key, entry.value, problems)
        }
    }

    /// Reads a source, a list of sources, or a map with sources, patches and a configuration.
    private static func request(_ name: String, _ tree: Tree, _ problems: Problems) -> KernelRequest {
        guard case .map(let entries) = tree.content else {
            return KernelRequest(name: name, sources: sources(tree, problems))
        }
        problems.reportUnknownKeys(
            of: entries, known: ["source", "patches", "config", "options", "coverage", "functions"])
        let values = Dictionary(entries.map { ($0.key, $0.value) }) { first, _ in first }
        if values["source"] == nil { problems.add("no source; write source: tree:~/linux", at: tree) }
        let request = KernelRequest(
            name: name, sources: values["source"].map { sources($0, problems) } ?? [],
            patches: values["patches"].map { paths($0, problems) } ?? [],
            config: values["config"].flatMap { path($0, "own or a file's path", problems) },
            options: values["options"].map { KernelOptionList(problems: problems).read($0) } ?? [],
            coverage: values["coverage"].flatMap { CoverageSection(problems: problems).read($0) },
            functions: values["functions"].map { FunctionList(problems: problems).read($0) } ?? [])
        if request.isChanged, let files = request.sources.first(where: { $0.scheme == "files" }) {
            problems.add(
                "\(files) is built already: patches, config, options and coverage belong to a tree: or debian: source",
                at: tree)
        }
        if let config = request.config, let options = values["options"] {
            problems.add(
                "options are for strait's own configuration; set them in \(config == KernelRequest.ownConfig ? "the tree's .config" : config)",
                at: options)
        }
        if request.config == KernelRequest.ownConfig, let config = values["config"],
            let debian = request.sources.first(where: { $0.scheme == "debian" })
        {
            problems.add("the source of \(debian) has no .config of its own; name a file", at: config)
        }
        return request
    }

    private static func sources(_ tree: Tree, _ problems: Problems) -> [KernelSource] {
        (tree.elements(problems) ?? []).compactMap { source($0, problems) }
    }

    private static func paths(_ tree: Tree, _ problems: Problems) -> [String] {
        (tree.elements(problems) ?? []).compactMap { path($0, "a patch's path", problems) }
    }

    /// Reads a path. An empty one would mean the configuration's directory with everything in it.
    private static func path(_ tree: Tree, _ wanted: String, _ problems: Problems) -> String? {
        guard let text = tree.text(wanted, problems)?.text else { return nil }
        if text.isEmpty { problems.add("an empty text where \(wanted) belongs", at: tree) }
        return text
    }

    private static func source(_ tree: Tree, _ problems: Problems) -> KernelSource? {
        guard let (text, _) = tree.text("a source such as debian:trixie-backports", problems) else { return nil }
        let known = schemes.keys.sorted()
        guard let source = KernelSource(parsing: text) else {
            let forms = known.map { "\($0):\(schemes[$0] ?? "")" }.joined(separator: ", ")
            problems.add("\(quoted(text)) is not a source of kernels; there are \(forms)", at: tree)
            return nil
        }
        guard schemes[source.scheme] != nil else {
            let near = nearMiss(of: source.scheme, among: known).map { "did you mean \($0):\(source.reference)?" }
            problems.add(
                "\(source.scheme) is not a kind of source; \(near ?? suggestion(for: source.scheme, among: known))",
                at: tree)
            return nil
        }
        if source.scheme == "debian", !isDebian(source.reference) {
            problems.add(
                "\(quoted(source.reference)) is not a kernel of Debian; it takes SUITE[/FLAVOUR][=VERSION], such as trixie-backports",
                at: tree)
            return nil
        }
        return source
    }
}

extension KernelSection {
    /// Whether it has the form `SUITE[/FLAVOUR][=VERSION]`. Only the archive knows whether it exists.
    fileprivate static func isDebian(_ reference: String) -> Bool {
        reference.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9._-]*(\/[A-Za-z0-9._-]+)?(=[A-Za-z0-9.+~:-]+)?/) != nil
            && reference.utf8.count <= 120
    }
}

/// Whether a name can be part of a file name in any file system and any shell.
func isSafe(_ name: String, longest: Int) -> Bool {
    let allowed = name.utf8.allSatisfy {
        (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || "._-".utf8.contains($0)
    }
    return allowed && !name.isEmpty && name.utf8.count <= longest && name.first != "." && name.first != "-"
}

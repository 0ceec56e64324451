// SPDX-License-Identifier: Apache-2.0

import Yams

/// Reads a file's text into a tree with line numbers: aliases followed, `<<` merged, keys unique.
struct YAMLLoader {
    /// More values than any configuration has; nested aliases reach this within a few lines.
    static let mostNodes = 100_000
    /// Deeper than any configuration is nested.
    static let deepest = 16

    private let problems: Problems
    private var duplicates = DuplicateKeys()
    private var nodes = 0

    /// The file's content; nil if there is none, after the reason was reported.
    static func load(_ text: String, _ problems: Problems) -> Tree? {
        // Some editors write a byte-order mark at the start of a file.
        let text = text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
        guard YAMLText.check(text, problems) else { return nil }
        var loader = YAMLLoader(problems: problems)
        return loader.load(text)
    }

    private init(problems: Problems) { self.problems = problems }

    private mutating func load(_ text: String) -> Tree? {
        do {
            // Yams hands libyaml a pointer into the string. For strings of at most 15 bytes it points at a temporary
            // copy that is gone.
            let stable = text.utf8.count > 15 ? text : text + "\n" + String(repeating: "#", count: 16)
            guard let root = try duplicates.compose(stable) else {
                problems.add("the file is empty; a configuration has at least name, kernels and matrix", line: 1)
                return nil
            }
            return tree(root, path: "", line: 1, depth: 0)
        } catch {
            let (sentence, line) = YAMLSyntax.explain(error, text)
            problems.add(sentence, line: line)
            return nil
        }
    }

    private mutating func tree(_ node: Node, path: String, line: Int, depth: Int) -> Tree? {
        nodes += 1
        let line = node.mark?.line ?? line
        guard nodes <= Self.mostNodes else {
            // Reported once; every further value would only repeat it.
            if nodes == Self.mostNodes + 1 {
                problems.add("more than \(Self.mostNodes) values; do aliases multiply here?", line: line, key: path)
            }
            return nil
        }
        guard depth <= Self.deepest else {
            problems.add("nested too deeply", line: line, key: path)
            return nil
        }
        checkTag(node, path: path, line: line)
        switch node {
        case .scalar(let scalar):
            return Tree(content: .scalar(scalar.string, plain: scalar.style == .plain), line: line, path: path)
        case .sequence(let sequence):
            var elements: [Tree] = []
            for (index, element) in sequence.enumerated() {
                guard let tree = tree(element, path: "\(path)[\(index)]", line: line, depth: depth + 1) else {
                    continue
                }
                elements.append(tree)
            }
            return Tree(content: .list(elements), line: line, path: path)
        case .mapping(let mapping):
            let entries = entries(mapping, path: path, line: line, depth: depth)
            return Tree(content: .map(entries), line: line, path: path)
        case .alias:
            // Aliases are resolved when the document is composed, so none is left here.
            return nil
        }
    }

    private mutating func entries(_ mapping: Node.Mapping, path: String, line: Int, depth: Int) -> [Tree.Entry] {
        var entries: [Tree.Entry] = []
        var merged: [Tree.Entry] = []
        var lines: [String: Int] = [:]
        for (keyNode, value) in mapping {
            guard case .scalar(let scalar) = keyNode else {
                problems.add("a key has to be a word", line: keyNode.mark?.line ?? line, key: path)
                continue
            }
            let key = duplicates.original(scalar.string)
            let keyLine = scalar.mark?.line ?? line
            let keyPath = path.isEmpty ? key : "\(path).\(key)"
            if let first = lines.updateValue(keyLine, forKey: key) {
                problems.add("is there twice; the first is on line \(first)", line: keyLine, key: keyPath)
            } else if key == "<<" {
                merged = inherited(value, path: path, line: keyLine, depth: depth)
            } else if let tree = tree(value, path: keyPath, line: keyLine, depth: depth + 1) {
                entries.append(.init(key: key, line: keyLine, value: tree))
            }
        }
        for entry in merged where lines[entry.key] == nil {
            lines[entry.key] = entry.line
            entries.append(entry)
        }
        return entries
    }

    /// What `<<` merges: the keys of a map, or of several; the first map with a key wins.
    private mutating func inherited(_ value: Node, path: String, line: Int, depth: Int) -> [Tree.Entry] {
        let sources = value.sequence.map(Array.init) ?? [value]
        var entries: [Tree.Entry] = []
        for source in sources {
            guard source.mapping != nil,
                case .map(let found)? = tree(source, path: path, line: line, depth: depth + 1)?.content
            else {
                problems.add("<< takes the keys of a map (*name), or of a list of maps", line: line, key: path)
                return []
            }
            entries += found
        }
        return entries
    }

    /// YAML's own tags have no effect; any other one is refused, because it would do nothing.
    private func checkTag(_ node: Node, path: String, line: Int) {
        let tag = node.tag.description
        guard !tag.isEmpty, tag != "!", !tag.hasPrefix("tag:yaml.org,2002:") else { return }
        problems.add("the tag \(tag) has no effect here; leave it out", line: line, key: path.isEmpty ? nil : path)
    }
}

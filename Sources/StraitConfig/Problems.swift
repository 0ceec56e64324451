// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// Collects the errors of a file, so that reading can continue after one.
final class Problems {
    private let file: String
    private var found: [StraitError] = []

    init(file: String) { self.file = file }

    var isEmpty: Bool { found.isEmpty }

    /// In the order of the lines; errors of the whole file come first.
    var errors: ConfigurationErrors {
        let order = found.indices.sorted { left, right in
            let lines = (found[left].place?.line ?? 0, found[right].place?.line ?? 0)
            return lines.0 == lines.1 ? left < right : lines.0 < lines.1
        }
        return ConfigurationErrors(order.map { found[$0] })
    }

    func add(_ sentence: String, line: Int?, key: String? = nil) {
        found.append(StraitError(.request, sentence, place: .init(file: file, line: line, key: key)))
    }

    func add(_ sentence: String, at tree: Tree) {
        add(sentence, line: tree.line, key: tree.path.isEmpty ? nil : tree.path)
    }

    /// The place of `tree`, for errors found later.
    func place(of tree: Tree) -> StraitError.Place { .init(file: file, line: tree.line, key: tree.path) }

    /// Reports every key that is not among `known`, with a suggestion.
    func reportUnknownKeys(of entries: [Tree.Entry], known: [String]) {
        for entry in entries where !known.contains(entry.key) {
            add("unknown key; " + suggestion(for: entry.key, among: known), line: entry.line, key: entry.value.path)
        }
    }
}

extension Tree {
    /// The entries of a map; anything else is reported, and gives nil.
    func entries(_ wanted: String, _ problems: Problems) -> [Entry]? {
        if case .map(let entries) = content { return entries }
        problems.add("\(kind) where \(wanted) belongs", at: self)
        return nil
    }

    /// The text of a scalar; anything else, and an empty text, is reported and gives nil.
    func text(_ wanted: String, _ problems: Problems) -> (text: String, plain: Bool)? {
        if case .scalar(let text, let plain) = content, kind != "nothing" { return (text, plain) }
        problems.add("\(kind) where \(wanted) belongs", at: self)
        return nil
    }

    /// The elements of a list, or a single value as one element; an empty list is reported and gives nil.
    func elements(_ problems: Problems) -> [Tree]? {
        guard case .list(let elements) = content else { return [self] }
        if elements.isEmpty { problems.add("an empty list; name a value, or leave the key out", at: self) }
        return elements.isEmpty ? nil : elements
    }
}

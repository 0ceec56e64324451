// SPDX-License-Identifier: Apache-2.0

/// A YAML file's content as strait reads it: every scalar is text, since only the key that it stands under knows what it means
/// (`off` is a word here, not a truth value), and everything knows where it stands.
struct Tree {
    enum Content {
        /// `plain`: written without quotes.
        case scalar(String, plain: Bool)
        case list([Tree])
        case map([Entry])
    }

    /// One key of a map, in the order of the file.
    struct Entry {
        let key: String
        let line: Int
        let value: Tree
    }

    let content: Content
    let line: Int
    /// `matrix[1].physBits`; empty for the whole file.
    let path: String

    /// What stands here, for a sentence.
    var kind: String {
        switch content {
        case .scalar(let text, true) where ["", "~", "null"].contains(text): "nothing"
        case .scalar(let text, _): quoted(text)
        case .list: "a list"
        case .map: "a map"
        }
    }

    /// The entries of a map; nil, and a problem told, where this is none.
    func entries(_ wanted: String, _ problems: Problems) -> [Entry]? {
        if case .map(let entries) = content { return entries }
        problems.add("\(kind) where \(wanted) belongs", at: self)
        return nil
    }

    /// The text of a scalar; nil, and a problem told, where this is none or says nothing.
    func text(_ wanted: String, _ problems: Problems) -> (text: String, plain: Bool)? {
        if case .scalar(let text, let plain) = content, kind != "nothing" { return (text, plain) }
        problems.add("\(kind) where \(wanted) belongs", at: self)
        return nil
    }

    /// The elements of a list, a single value being a list of one; nil, and a problem told, where the list is empty.
    func elements(_ problems: Problems) -> [Tree]? {
        guard case .list(let elements) = content else { return [self] }
        if elements.isEmpty { problems.add("an empty list; name a value, or leave the key out", at: self) }
        return elements.isEmpty ? nil : elements
    }
}

/// A value as a message shows it: in quotes, without its line breaks, and not for pages.
func quoted(_ text: String) -> String {
    let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
    return line.count > 60 ? "\"\(line.prefix(57))…\"" : "\"\(line)\""
}

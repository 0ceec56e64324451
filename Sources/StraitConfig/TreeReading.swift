// SPDX-License-Identifier: Apache-2.0

/// What a section expects of a place in the file. Where something else stands there, the problem is noted and the answer is nil.
extension Tree {
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

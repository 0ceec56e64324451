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
}

/// A value as a message shows it: in quotes, without its line breaks, and not for pages.
func quoted(_ text: String) -> String {
    let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
    return line.count > 60 ? "\"\(line.prefix(57))…\"" : "\"\(line)\""
}

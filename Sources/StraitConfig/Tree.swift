// SPDX-License-Identifier: Apache-2.0

/// A YAML file in strait's own form: every scalar is text, because its meaning depends on the key (`off` is a word
/// here, not a boolean), and everything has its line.
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

    /// The kind of content, for messages.
    var kind: String {
        switch content {
        case .scalar(let text, true) where ["", "~", "null"].contains(text): "nothing"
        case .scalar(let text, _): quoted(text)
        case .list: "a list"
        case .map: "a map"
        }
    }
}

/// A value for messages: in quotes, without line breaks, shortened.
func quoted(_ text: String) -> String {
    let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
    return line.count > 60 ? "\"\(line.prefix(57))…\"" : "\"\(line)\""
}

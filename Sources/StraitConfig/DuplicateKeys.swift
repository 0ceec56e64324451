// SPDX-License-Identifier: Apache-2.0

import Yams

/// Parses YAML despite duplicate keys. Yams stops at the first map with one and names a single key, so nothing else in
/// the file could be checked. Here the first of the two keys is renamed and the text parsed again, until no duplicate
/// is left.
struct DuplicateKeys {
    /// The prefix of a renamed key: a private-use character that is refused in files, so no key of a file begins with
    /// it.
    static let marker: Unicode.Scalar = "\u{10FFFD}"

    /// The most text to parse again, in bytes. A file that needs more is broken in another way.
    private static let mostWork = 1 << 20

    private var names: [String: String] = [:]

    /// The name of a key in the file.
    func original(_ key: String) -> String { names[key] ?? key }

    /// Parses `text`; nil if it contains no document. Errors: `YamlError`.
    mutating func compose(_ text: String) throws -> Node? {
        var text = text
        while true {
            do {
                // Without resolution rules every scalar is a string, so keys are equal exactly if their text is.
                return try Yams.compose(yaml: text, .basic, .default, .utf8)
            } catch let error as YamlError {
                guard case .duplicatedKeysInMapping(let keys, let context) = error, let name = keys.first,
                    names.count * text.utf8.count < Self.mostWork,
                    let renamed = rename(name, at: context.mark, in: text)
                else { throw error }
                text = renamed
            }
        }
    }

    /// The text with the key at `mark` renamed; nil if the name is written differently there (escapes in quotes, other
    /// line breaks).
    private mutating func rename(_ name: String, at mark: Mark, in text: String) -> String? {
        var scalars = Array(text.unicodeScalars)
        var start = 0
        for _ in 1..<max(mark.line, 1) {
            guard let end = scalars[start...].firstIndex(of: "\n") else { return nil }
            start = end + 1
        }
        start += mark.column - 1
        if start < scalars.count, scalars[start] == "\"" || scalars[start] == "'" { start += 1 }
        let written = Array(name.unicodeScalars)
        guard !written.isEmpty, start + written.count <= scalars.count,
            Array(scalars[start..<start + written.count]) == written
        else { return nil }
        let replacement = String(Self.marker) + String(names.count)
        scalars.replaceSubrange(start..<start + written.count, with: replacement.unicodeScalars)
        names[replacement] = name
        var result = String.UnicodeScalarView()
        result.append(contentsOf: scalars)
        return String(result)
    }
}

// SPDX-License-Identifier: Apache-2.0

import Yams

/// Composes YAML in spite of keys that stand twice. Yams stops at the first such map and tells of one key only, so that nothing else
/// in the file could be checked: here the first of the two is renamed and the text composed again, until all of it is there.
struct DuplicateKeys {
    /// Begins a renamed key. A private-use character, refused in files, so no key of a file begins with it.
    static let marker: Unicode.Scalar = "\u{10FFFD}"

    /// How much text is composed again at most. Beyond that the file is something else than a configuration with a slip in it.
    private static let mostWork = 1 << 20

    private var names: [String: String] = [:]

    /// The name of a key as the file has it.
    func original(_ key: String) -> String { names[key] ?? key }

    /// Composes `text`; nil where it holds no document. Throws a `YamlError`.
    mutating func compose(_ text: String) throws -> Node? {
        var text = text
        while true {
            do {
                // Without rules of resolution every scalar is a string: keys are equal exactly when they read the same.
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

    /// The text with the key at `mark` renamed; nil where another text than the name stands there (escapes in quotes, line breaks of
    /// other kinds).
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

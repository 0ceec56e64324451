// SPDX-License-Identifier: Apache-2.0

import Yams

/// Turns libyaml's errors into sentences that say what to do.
enum YAMLSyntax {
    /// The sentence and its line.
    static func explain(_ error: any Error, _ text: String) -> (sentence: String, line: Int?) {
        guard let error = error as? YamlError else { return ("not YAML: \(error)", nil) }
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
            // The end of a file may be one line after the last one that an editor shows.
            let line = min(mark.line, lines.count)
            let column = mark.column - 1
            let scalars = mark.line == line ? Array(lines[line - 1].unicodeScalars) : []
            let character = scalars.indices.contains(column) ? scalars[column] : nil
            let sentence = plain(problem, at: character, since: context?.mark.line)
            return ("not YAML, at column \(mark.column): \(sentence)", line)
        case .duplicatedKeysInMapping(let keys, let context):
            let names = keys.joined(separator: ", ")
            return ("\(names) is there twice in the map of this line", context.mark.line)
        case .reader(let problem, _, _, _): return ("not YAML: \(problem)", nil)
        default: return ("not YAML: \(error)", nil)
        }
    }

    private static func plain(_ problem: String, at character: Unicode.Scalar?, since line: Int?) -> String {
        let start = line.map { " that begins on line \($0)" } ?? ""
        if character == "\t" { return "a tab; YAML is indented with spaces" }
        switch problem {
        case "mapping values are not allowed in this context":
            return
                "a second \"key: value\" on one line; check the indentation, or put text that has \": \" in it in quotes"
        case "could not find expected ':'": return "a word without the \":\" that makes it a key"
        case "did not find expected ',' or ']'": return "the list\(start) lacks a comma here or its \"]\""
        case "did not find expected ',' or '}'": return "the map\(start) lacks a comma here or its \"}\""
        case "did not find expected key", "did not find expected '-' indicator":
            return "the indentation is not that of the block\(start)"
        case "found unexpected end of stream", "found unexpected document indicator":
            return "the quotes\(line.map { " that begin on line \($0)" } ?? "") are not closed"
        case "found undefined alias": return "an alias (*name) without the anchor (&name) before it"
        case "but found another document": return "a second document (---); a configuration is one"
        case "found character that cannot start any token":
            return "nothing can begin with \(character.map { "\"\($0)\"" } ?? "this character"); put the text in quotes"
        default: return problem
        }
    }
}

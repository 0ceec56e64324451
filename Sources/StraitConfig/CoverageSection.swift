// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// Reads `coverage:` of a kernel: `true`, `false`, or a list of files of its tree.
struct CoverageSection {
    let problems: Problems

    private static let wanted = "true, or a list of C files such as mm/rmap.c"

    /// The request; nil for `false`.
    func read(_ tree: Tree) -> CoverageRequest? {
        if case .scalar(let text, _) = tree.content, text == "true" || text == "false" {
            return text == "true" ? CoverageRequest() : nil
        }
        guard let elements = tree.elements(problems) else { return nil }
        if elements.isEmpty { problems.add("an empty list; write \(Self.wanted)", at: tree) }
        return CoverageRequest(files: elements.compactMap(file).uniqued())
    }

    private func file(_ tree: Tree) -> String? {
        guard let (text, _) = tree.text(Self.wanted, problems) else { return nil }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard text.hasSuffix(".c") || text.hasSuffix(".h"), text.utf8.count <= 200,
            !parts.contains(where: { ["", ".", ".."].contains($0) })
        else {
            problems.add(
                "\(quoted(text)) is no C file of the tree; write \(Self.wanted), with its path from the top of the tree",
                at: tree)
            return nil
        }
        return text
    }
}

// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// Reads `functions:` of a kernel: whose calls are counted.
struct FunctionList {
    let problems: Problems

    /// Each of them is a probe in the kernel, and a line in every answer of a guest.
    private static let most = 64

    /// The names, each once.
    func read(_ tree: Tree) -> [String] {
        let names = (tree.elements(problems) ?? []).compactMap(name).uniqued()
        if names.count > Self.most {
            problems.add("\(names.count) functions; at most \(Self.most) are counted", at: tree)
        }
        return names
    }

    private func name(_ tree: Tree) -> String? {
        guard let (text, _) = tree.text("a function such as memremap_pages", problems) else { return nil }
        if text.wholeMatch(of: /[A-Za-z_][A-Za-z0-9_.]{0,127}/) != nil { return text }
        problems.add("\(quoted(text)) is no function of the kernel, such as memremap_pages", at: tree)
        return nil
    }
}

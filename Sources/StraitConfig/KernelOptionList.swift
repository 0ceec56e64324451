// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// Reads `options:` of a kernel: what is set on top of strait's own configuration.
struct KernelOptionList {
    let problems: Problems

    private static let wanted = "an option such as HUGETLBFS=y"

    /// The options, each as `NAME=VALUE`.
    func read(_ tree: Tree) -> [String] {
        guard let elements = tree.elements(problems) else { return [] }
        if elements.isEmpty { problems.add("an empty list; write \(Self.wanted), or leave it out", at: tree) }
        var names: Set<String> = []
        return elements.compactMap { element in
            guard let (text, _) = element.text(Self.wanted, problems), let option = option(text, element) else {
                return nil
            }
            let name = String(option.prefix { $0 != "=" })
            if !names.insert(name).inserted { problems.add("\(name) stands twice", at: element) }
            return option
        }
    }

    private func option(_ text: String, _ tree: Tree) -> String? {
        guard let match = text.wholeMatch(of: /(CONFIG_)?([A-Za-z0-9_]+)=(.*)/), match.2.utf8.count <= 100 else {
            problems.add("\(quoted(text)) is no \(Self.wanted.dropFirst("an ".count))", at: tree)
            return nil
        }
        let (name, value) = (String(match.2), String(match.3))
        guard value != "m" else {
            problems.add("\(name)=m: no modules of the kernel's own are built; write \(name)=y or \(name)=n", at: tree)
            return nil
        }
        guard isValue(value) else {
            problems.add(
                "\(quoted(text)): a value is y, n, a number, or text in double quotes of letters, digits and . _ - + / , : (such as "
                    + "\(name)=y)", at: tree)
            return nil
        }
        return "\(name)=\(value)"
    }

    /// Text becomes a word of a shell's, so nothing is in it that a shell would take for its own.
    private func isValue(_ value: String) -> Bool {
        value == "y" || value == "n" || value.wholeMatch(of: /-?[0-9]{1,18}|0x[0-9A-Fa-f]{1,16}/) != nil
            || value.wholeMatch(of: /"[A-Za-z0-9._+\/,:-]{0,100}"/) != nil
    }
}

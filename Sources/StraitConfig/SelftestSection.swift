// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// Reads which of the kernel's own tests are run: `selftests:` of the workload, or of a row.
struct SelftestSection {
    let problems: Problems

    private static let wanted = "hmm-tests, none or a list of tests' names"
    private static let words: [String: SelftestRequest] = ["hmm-tests": .all, "none": .none]

    func read(_ tree: Tree) -> SelftestRequest {
        guard case .list(let elements) = tree.content else {
            guard let (text, _) = tree.text(Self.wanted, problems) else { return .all }
            if let request = Self.words[text] { return request }
            let near = nearMiss(of: text, among: Self.words.keys.sorted()).map { "; did you mean \($0)?" } ?? ""
            problems.add("\(quoted(text)) where \(Self.wanted) belongs\(near)", at: tree)
            return .all
        }
        // A list of one says what the value alone says, here as everywhere.
        if elements.count == 1, case .scalar(let text, _) = elements[0].content, let request = Self.words[text] {
            return request
        }
        if elements.isEmpty { problems.add("an empty list; none runs no test", at: tree) }
        return .only(elements.compactMap { testName($0) })
    }

    /// A test's name goes to the guest as an argument: what no test is called is refused here and not there.
    private func testName(_ tree: Tree) -> String? {
        guard let (text, _) = tree.text("a test's name", problems) else { return nil }
        guard Self.words[text] == nil else {
            problems.add("\(text) is no name of a test and stands alone, as in selftests: \(text)", at: tree)
            return nil
        }
        if isSafe(text, longest: 120) { return text }
        problems.add("\(quoted(text)) is no name of a test; hmm.hmm_device_private.open_close is one", at: tree)
        return nil
    }
}

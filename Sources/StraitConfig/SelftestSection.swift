// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// Reads which suites are run: `selftests:` of the workload, or of a row.
struct SelftestSection {
    let problems: Problems

    /// What the value may be besides a list of tests' names.
    static let words: [String: [SuiteRequest]] = [SuiteRequest.hmmTests.name: [.hmmTests], "none": []]
    private static let wanted = "\(SuiteRequest.hmmTests.name), none or a list of tests' names"

    func read(_ tree: Tree) -> [SuiteRequest] {
        guard case .list(let elements) = tree.content else {
            guard let (text, _) = tree.text(Self.wanted, problems) else { return [] }
            if let suites = Self.words[text] { return suites }
            let near = nearMiss(of: text, among: Self.words.keys.sorted()).map { "; did you mean \($0)?" } ?? ""
            problems.add("\(quoted(text)) where \(Self.wanted) belongs\(near)", at: tree)
            return []
        }
        // A list of one says what the value alone says, here as everywhere.
        if elements.count == 1, case .scalar(let text, _) = elements[0].content, let suites = Self.words[text] {
            return suites
        }
        if elements.isEmpty { problems.add("an empty list; none runs no test", at: tree) }
        return [.hmmTests(only: elements.compactMap { testName($0) })]
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

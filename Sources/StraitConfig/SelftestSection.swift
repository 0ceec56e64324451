// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// Reads which suites to run: `selftests:` of the workload, or of a row.
struct SelftestSection {
    let problems: Problems

    /// The allowed words besides a list of test names.
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
        // A list with one such word means the same as the word.
        if elements.count == 1, case .scalar(let text, _) = elements[0].content, let suites = Self.words[text] {
            return suites
        }
        if elements.isEmpty { problems.add("an empty list; none runs no test", at: tree) }
        return [.hmmTests(only: elements.compactMap { testName($0) })]
    }

    /// Reads the name of a test. It becomes an argument in the guest, so impossible names are refused here.
    private func testName(_ tree: Tree) -> String? {
        guard let (text, _) = tree.text("a test's name", problems) else { return nil }
        guard Self.words[text] == nil else {
            problems.add("\(text) is not the name of a test; write it alone, as in selftests: \(text)", at: tree)
            return nil
        }
        if isSafe(text, longest: 120) { return text }
        problems.add("\(quoted(text)) is not the name of a test; hmm.hmm_device_private.open_close is one", at: tree)
        return nil
    }
}

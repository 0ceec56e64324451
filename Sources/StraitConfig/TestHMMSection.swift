// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// Reads how `test_hmm` is loaded: `testHMM:` of the workload, or of a row.
struct TestHMMSection {
    let problems: Problems

    private static let wanted = "chunk=SIZE or a parameter of test_hmm such as spm_addr_dev0=0x140000000"

    func read(_ tree: Tree) -> TestHMMRequest {
        var request = TestHMMRequest()
        guard let elements = tree.elements(problems) else { return request }
        if elements.isEmpty { problems.add("an empty list; write \(Self.wanted), or leave it out", at: tree) }
        var names: Set<String> = []
        for element in elements {
            guard let (text, _) = element.text(Self.wanted, problems) else { continue }
            guard let match = text.wholeMatch(of: /([A-Za-z0-9_]{1,40})=([A-Za-z0-9_.-]{1,60})/) else {
                problems.add("\(quoted(text)) where \(Self.wanted) belongs", at: element)
                continue
            }
            let name = String(match.1)
            if !names.insert(name).inserted { problems.add("\(name) stands twice", at: element) }
            if name == TestHMMRequest.chunkName {
                request.chunk = chunk(String(match.2), element)
            } else {
                request.parameters.append(text)
            }
        }
        return request
    }

    private func chunk(_ text: String, _ tree: Tree) -> Mebibytes? {
        let largest = TestHMMRequest.largestChunk
        guard let size = Mebibytes(parsing: text) else {
            problems.add("\(quoted(text)) is no size; write \(TestHMMRequest.chunkName)=512MiB", at: tree)
            return nil
        }
        guard size <= largest else {
            problems.add(
                "\(size) is no size of a chunk: test_hmm counts its bytes in 32 bits, so it is at most \(largest)",
                at: tree)
            return nil
        }
        return size
    }
}

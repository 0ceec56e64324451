// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// Many runs as one self-contained page, by configuration, the newest first.
public enum IndexPage {
    /// The page, UTF-8; equal input gives equal bytes.
    public static func html(_ input: IndexInput) -> [UInt8] {
        let groups = Dictionary(grouping: input.runs, by: \.record.name).values.map(IndexGroup.init)
        let sorted = groups.sorted { ($0.newest, $1.name) > ($1.newest, $0.name) }
        let view: View = [
            "title": input.title, "count": Words.count(input.runs.count, "run"), "policy": Policy.scriptless,
            "lead": sorted.count > 1 ? "Of \(Words.count(sorted.count, "configuration"))." : nil,
            "style": Raw(Templates.style), "groups": sorted.enumerated().map { $1.view(number: $0) },
            "hasGroups": !sorted.isEmpty, "problems": input.problems, "hasProblems": !input.problems.isEmpty,
            "problemCount": input.problems.isEmpty
                ? nil : Words.count(input.problems.count, "directory", "directories") + " left out",
        ]
        return Array(Templates.render("index", view).utf8)
    }
}

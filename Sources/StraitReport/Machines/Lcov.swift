// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

/// The lines that ran as a tracefile of lcov (geninfo(1), "TRACEFILE FORMAT"): a section for each file and architecture, which is
/// the test's name there.
public enum Lcov {
    /// The tracefile of a kernel.
    public static func text(_ lines: KernelLines) -> String {
        var text: [String] = []
        for architecture in lines.architectures {
            for file in lines.files { text += section(file, architecture) }
        }
        return text.isEmpty ? "" : text.joined(separator: "\n") + "\n"
    }

    private static func section(_ file: KernelLines.File, _ architecture: Architecture) -> [String] {
        let counts = file.marks.compactMap { line, marks in marks[architecture].map { (line: line, count: $0.count) } }
            .sorted { $0.line < $1.line }
        guard !counts.isEmpty else { return [] }
        var names: Set<String> = []
        // A function counts as often as its first line with code; a name stands once in a section.
        let functions = file.functions.compactMap { function -> (CellCoverage.Function, UInt64)? in
            let own = counts.filter { function.first <= $0.line && $0.line <= function.last }
            guard let first = own.first, names.insert(function.name).inserted else { return nil }
            return (function, first.count)
        }
        let heads = functions.map { "FN:\($0.0.first),\($0.0.name)" }
        let calls = functions.map { "FNDA:\($0.1),\($0.0.name)" }
        let ran = functions.count { $0.1 > 0 }
        return ["TN:\(architecture.rawValue)", "SF:\(file.path)"] + heads + calls
            + ["FNF:\(functions.count)", "FNH:\(ran)"] + counts.map { "DA:\($0.line),\($0.count)" }
            + ["LF:\(counts.count)", "LH:\(counts.count { $0.count > 0 })", "end_of_record"]
    }
}

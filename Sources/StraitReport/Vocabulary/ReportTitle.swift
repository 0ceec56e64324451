// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

/// A kernel report in a few words: `WARNING in hash__vmemmap_remove_mapping`.
enum ReportTitle {
    /// The registers that name the function if the title does not: x86, arm64, powerpc.
    private static let registers = ["RIP:", "pc :", "NIP ["]

    /// The kind and the function of a report; the whole title if no function is named.
    static func short(_ report: KernelReport) -> String {
        guard let place = function(of: report), let kind = name(of: report) else { return report.title }
        return "\(kind) in \(place)"
    }

    /// Only the function of a report; its title if no function is named.
    static func place(_ report: KernelReport) -> String {
        Clean.line(function(of: report) ?? report.function ?? report.title, limit: 120)
    }

    /// The function that the title names, or the register dump.
    private static func function(of report: KernelReport) -> String? {
        KernelReport.function(in: report.title)
            ?? report.lines.prefix(40).lazy
            .filter { line in registers.contains { line.contains($0) } }.compactMap(KernelReport.function).first
    }

    /// `BUG`, `WARNING`, `Oops`: the text before the first colon, unless it is a sentence.
    private static func name(_ title: String) -> String? {
        guard let colon = title.firstIndex(of: ":") else { return nil }
        let name = title[..<colon]
        return name.isEmpty || name.contains(" ") || name.utf8.count > 20 ? nil : String(name)
    }

    private static func name(of report: KernelReport) -> String? {
        guard let name = name(report.title) else { return nil }
        // All of these are BUGs; the specific part is the text up to the comma.
        let rest = report.title.dropFirst(name.utf8.count + 1).prefix { $0 != "," }.drop { $0 == " " }
        return name == "BUG" && !rest.isEmpty && rest.utf8.count <= 60 ? "\(name): \(rest)" : name
    }
}

// SPDX-License-Identifier: Apache-2.0

import StraitModel
import StraitWorkload
import StraitReport

/// How somebody else repeats a comparison: the configurations of its runs, and one command.
struct RunRepetition: Sendable {
    /// A configuration under the name that the command has for it.
    struct Configuration: Sendable, Equatable {
        let name: String
        let text: String
    }

    /// The configurations that the command needs.
    let configurations: [Configuration]
    /// The command, one line of shell.
    let command: String
    /// Whether it was one configuration whose kernels were of different versions at different times: then the command alone finds those of
    /// today.
    let isOfOtherTimes: Bool

    /// The repetition of a comparison of `candidate` with `base`, which may be one run; `kernels` are the names that are compared.
    init(
        base: RunRecord, candidate: RunRecord, kernels: (base: String, candidate: String)?, judged: [CellQuestion]
    ) {
        let isOneRun = base.id == candidate.id && base.started == candidate.started
        isOfOtherTimes = !isOneRun && base.configuration == candidate.configuration
        let names =
            base.configuration == candidate.configuration || base.name != candidate.name
            ? [base.name, candidate.name] : ["\(base.name)-base", "\(candidate.name)-candidate"]
        let files = names.map { "\(Self.fileName($0)).yaml" }
        let both = zip(files, [base, candidate]).map { Configuration(name: $0, text: $1.configuration) }
        configurations = files[0] == files[1] ? Array(both.prefix(1)) : both
        let runs = isOneRun ? ["runs/\(Self.fileName(base.name))"] : ["runs/base", "runs/candidate"]
        var words = zip(files, runs).flatMap { ["strait", "run", $0, "--output", $1, "&&"] }
        words += ["strait", "compare"] + runs
        if let kernels { words += ["--base", kernels.base, "--candidate", kernels.candidate] }
        if judged.count < CellQuestion.allCases.count {
            words += ["--judge", judged.map(\.rawValue).joined(separator: ",")]
        }
        command = words.map { $0 == "&&" ? $0 : ShellWord.quoted($0) }.joined(separator: " ")
    }

    /// A name as a file can have it: the record of a run may be anybody's.
    private static func fileName(_ name: String) -> String {
        let safe = name.map { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) ? $0 : "_" }
        return String(safe.prefix(100).drop { $0 == "." })
    }

    /// The same for a mail.
    var mailed: ComparisonMail.Repetition {
        ComparisonMail.Repetition(
            command: command, attachments: configurations.map(\.name), isOfOtherTimes: isOfOtherTimes)
    }
}

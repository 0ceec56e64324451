// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import StraitImage
import StraitModel
import StraitPipeline
import StraitReport
import StraitStore

/// `strait compare RUN [RUN]`.
struct CompareCommand: AsyncParsableCommand, LoggedCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare", abstract: "Compare two kernels of a run, or two runs.",
        discussion: """
            One run: compares the cells of the kernels --base and --candidate that differ
            only in the kernel. Two runs: compares cells with the same id; with --base and
            --candidate, a kernel of the first run with a kernel of the second run.

            Three questions are compared: initialization, tests, and the kernel log.
            Verdicts:
            broke         A size, a test or the log is worse, or a test is gone.
            inconclusive  One side has no verdict on the kernel, or no answer.
            fixed         Something is better, and nothing is worse.
            unchanged     Nothing is better or worse.
            A pair of cells has the worst verdict of the questions that are judged.

            If a control cell ended in another way than it must, or a seed did not replay,
            the run cannot be trusted, and the comparison proves nothing.

            Exit codes:
            0  Nothing broke.
            1  Something broke.
            2  The request is wrong.
            3  Something is inconclusive and nothing broke, or a run cannot be trusted.
            """)

    /// How the comparison is written.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case table, mail, markdown, json
    }

    @Argument(help: "The run's directory.")
    var run: String

    @Argument(help: "The directory of a second, later run to compare it with.")
    var other: String?

    @Option(help: "The name of the known kernel (default: base).")
    var base: String?

    @Option(help: "The name of the kernel in question (default: candidate).")
    var candidate: String?

    @Option(help: JudgeOption.help)
    var judge: JudgeOption?

    @Option(help: "The output: table, mail (plain text, at most 60 lines of 72 columns), markdown or json.")
    var format: Format?

    @Option(help: "For --format mail: \"Name <mail>\" for a Tested-by: line, which is written only if nothing broke.")
    var tester: String?

    @Option(
        help: "For --format mail: write the configurations that it says are attached into this directory.",
        completion: .directory)
    var attachments: String?

    @Flag(help: "Also show unchanged lines that ran with the base and not with the candidate, where both count.")
    var baseCoverage = false

    @Option(
        help: "For --format mail: the mailbox of the series' thread; the mail answers it, ready for git send-email.",
        completion: .file())
    var replyTo: String?

    @Flag(help: "Print the comparison as JSON, like --format json.")
    var json = false

    @OptionGroup var logging: LogOptions

    func validate() throws {
        if json, let format, format != .json {
            throw ValidationError("--json and --format \(format.rawValue) exclude each other")
        }
        if baseCoverage, json || format ?? .table != .table {
            throw ValidationError("--base-coverage is for the table; strait coverage --base RUN --json has it as JSON")
        }
        if attachments != nil, format != .mail { throw ValidationError("--attachments is for --format mail") }
        if replyTo != nil, format != .mail { throw ValidationError("--reply-to is for --format mail") }
        guard let tester else { return }
        guard tester.wholeMatch(of: /[^<>@\p{Cc}]*[^<>@\p{Cc}\s] <[^<>@\s]+@[^<>@\s]+>/) != nil else {
            throw ValidationError("--tester \"\(tester)\": write \"Name <mail>\"")
        }
    }

    func run() async throws {
        try await reporting {
            let first = try RunDirectory.open(at: URL(fileURLWithPath: run).path)
            let second = try other.map { try RunDirectory.open(at: URL(fileURLWithPath: $0).path) }
            let result = try RunComparison(
                first, second, baseKernel: base, candidateKernel: candidate,
                judged: judge?.questions ?? CellQuestion.allCases)
            for problem in result.problems { Terminal.errors.line("note: \(problem)") }
            try await print(result)
            JobSummary().write(
                { result.markdown }, annotations: result.annotations,
                isData: json || (format ?? .table) != .table)
            switch result.comparison.verdict {
            case .broke: throw ExitCode.unexpected
            case .inconclusive: throw ExitCode.noVerdict
            default: break
            }
        }
    }

    private func print(_ result: RunComparison) async throws {
        let terminal = Terminal.output
        switch json ? .json : format ?? .table {
        case .json: terminal.data(try JSONLine.encode(result.document))
        case .table:
            terminal.write(result.table(width: terminal.width, colour: terminal.hasColour))
            if baseCoverage { terminal.write(try result.lostLines(width: terminal.width)) }
        case .markdown: terminal.write(result.markdown)
        case .mail:
            if let replyTo {
                let mail = try await ThreadReader.mail(in: replyTo, cache: try Locations.standard().cache)
                terminal.write(result.answer(to: mail, tester: tester))
                if attachments != nil { try attach(result) }
            } else {
                terminal.write(result.mail(tester: tester))
                try attach(result)
            }
        }
    }

    /// A mail that speaks of an attachment has to have it.
    private func attach(_ result: RunComparison) throws {
        let names = result.attachments.joined(separator: " and ")
        guard let attachments else {
            return Terminal.errors.line("note: attach \(names), which --attachments DIRECTORY writes")
        }
        let directory = URL(fileURLWithPath: attachments).path
        try result.writeAttachments(to: directory)
        Terminal.errors.line("note: attach \(names) from \(directory)")
    }
}

// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import StraitModel
import StraitPipeline
import StraitStore

/// `strait compare RUN [RUN]`.
struct CompareCommand: AsyncParsableCommand, LoggedCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare", abstract: "Compare two kernels of a run, or two runs.",
        discussion: """
            One run: compares the cells of the kernels --base and --candidate that differ
            only in the kernel. Two runs: compares cells with the same id; with --base and
            --candidate, a kernel of the first run with a kernel of the second run.

            Verdicts:
            broke         An outcome, a size or a test is worse, or a test is gone.
            inconclusive  One side has no verdict on the kernel.
            fixed         Something is better, and nothing is worse.
            unchanged     Nothing is better or worse.

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
        case table, mail
    }

    @Argument(help: "The run's directory.")
    var run: String

    @Argument(help: "The directory of a second, later run to compare it with.")
    var other: String?

    @Option(help: "The name of the known kernel (default: base).")
    var base: String?

    @Option(help: "The name of the kernel in question (default: candidate).")
    var candidate: String?

    @Option(help: "The output: table, or mail (plain text of at most 72 columns).")
    var format = Format.table

    @Option(help: "For --format mail: \"Name <mail>\" for a Tested-by: line, which is written only if nothing broke.")
    var tester: String?

    @Flag(help: "Print the comparison as JSON.")
    var json = false

    @OptionGroup var logging: LogOptions

    func validate() throws {
        if json, format == .mail { throw ValidationError("--json and --format mail exclude each other") }
        guard let tester else { return }
        guard tester.wholeMatch(of: /[^<>@\p{Cc}]*[^<>@\p{Cc}\s] <[^<>@\s]+@[^<>@\s]+>/) != nil else {
            throw ValidationError("--tester \"\(tester)\": write \"Name <mail>\"")
        }
    }

    func run() async throws {
        try await reporting {
            let first = try RunDirectory.open(at: URL(fileURLWithPath: run).path)
            let second = try other.map { try RunDirectory.open(at: URL(fileURLWithPath: $0).path) }
            let result = try RunComparison(first, second, baseKernel: base, candidateKernel: candidate)
            for problem in result.problems { Terminal.errors.line("note: \(problem)") }
            let terminal = Terminal.output
            if json {
                terminal.data(try JSONLine.encode(result.document))
            } else if format == .mail {
                terminal.write(result.mail(tester: tester))
            } else {
                terminal.write(result.table(width: terminal.width, colour: terminal.hasColour))
            }
            switch result.comparison.verdict {
            case .broke: throw ExitCode.unexpected
            case .inconclusive: throw ExitCode.noVerdict
            default: break
            }
        }
    }
}

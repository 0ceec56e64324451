// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import StraitModel
import StraitPipeline
import StraitStore

/// `strait compare RUN [RUN]`.
struct CompareCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare", abstract: "Compare two kernels of a run, or two runs.",
        discussion: """
            One run: the cells of --base with those of --candidate that differ in nothing but the kernel.
            Two runs: the cells of the same id, or with --base and --candidate a kernel of the first with one of the second.

            fixed: something does better, nothing worse. broke: an outcome, a size or a test does worse, or a test is gone.
            inconclusive: one side has no verdict on the kernel.
            A run whose controls did not end as they have to, or with a seed that does not replay, says nothing: that stands first,
            and whatever broke or did not, nothing is known.

            Exit codes: 0 nothing broke, 1 something did, 2 the request was wrong, 3 something is inconclusive and nothing broke, or
            a run cannot be trusted.
            """)

    /// How the comparison is written.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case table, mail
    }

    @Argument(help: "The run's directory.")
    var run: String

    @Argument(help: "The directory of the run to compare it with: the later one.")
    var other: String?

    @Option(help: "The kernel that is known (base where none is given).")
    var base: String?

    @Option(help: "The kernel in question (candidate where none is given).")
    var candidate: String?

    @Option(help: "table, or mail: plain text of at most 72 columns.")
    var format = Format.table

    @Option(help: "For --format mail: \"Name <mail>\" of a Tested-by: line, written only where it is true.")
    var tester: String?

    @Flag(help: "Print the comparison as JSON.")
    var json = false

    func validate() throws {
        if json, format == .mail { throw ValidationError("--json and --format mail: only one of them can be printed") }
        guard let tester else { return }
        guard tester.wholeMatch(of: /[^<>@\p{Cc}]*[^<>@\p{Cc}\s] <[^<>@\s]+@[^<>@\s]+>/) != nil else {
            throw ValidationError("--tester \"\(tester)\": it has to be \"Name <mail>\"")
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
                terminal.data(try JSONLine.encode(result.comparison))
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

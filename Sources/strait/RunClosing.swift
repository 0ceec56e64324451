// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import StraitAnalysis
import StraitModel
import StraitPipeline
import StraitReport

/// How the results are printed.
enum ResultFormat: String, ExpressibleByArgument, CaseIterable {
    case text, json, ktap
}

/// The end of a run: what is printed, and the exit code.
struct RunClosing {
    let outcome: RunOutcome
    let format: ResultFormat
    let quiet: Bool

    func print() throws {
        let results = outcome.results
        if !outcome.distrust.isEmpty {
            Terminal.errors.line("strait: this run cannot be trusted:")
            for objection in outcome.distrust { Terminal.errors.line("  \(objection.sentence)") }
        }
        let terminal = Terminal.output
        switch format {
        case .json: terminal.data(try JSONLine.encode(results))
        case .ktap: terminal.write(try RunReport(of: outcome.directory).ktap)
        case .text where quiet: break
        case .text:
            let report = try RunReport(of: outcome.directory)
            terminal.write("\n" + report.summary(width: terminal.width, colour: terminal.hasColour))
            for group in ReplayGroup.all(of: results.cells, in: outcome.directory.record.cells) {
                terminal.line("replay: \(group.sentence)")
            }
            terminal.line("report: \(outcome.directory.path)/\(RunReport.fileName)")
        }
        // With --quiet these are the only lines: a cron job that mails its output mails only if something is unexpected.
        let surprises = results.cells.compactMap(\.surprise)
        for surprise in surprises {
            (format != .text || quiet ? Terminal.errors : Terminal.output).line(surprise.sentence)
        }
        // Without `expect:` rules a failure is an answer, and no error.
        JobSummary().write(
            { try RunReport(of: outcome.directory).markdown },
            annotations: WorkflowCommand.errors(outcome.isJudged ? surprises : [], distrust: outcome.distrust),
            isData: format != .text)
        if let stopped = outcome.stopped {
            Terminal.errors.line(
                "strait: \(stopped); \(results.cells.count) of \(outcome.directory.record.needed(given: results.cells).cells.count) cells have a result; "
                    + "the same command with --output \(outcome.directory.path) resumes the run")
            throw ExitCode.noVerdict
        }
        if !outcome.distrust.isEmpty { throw ExitCode.noVerdict }
        // An unexpected cell is certain, so it comes before cells without a verdict.
        if !surprises.isEmpty, outcome.isJudged { throw ExitCode.unexpected }
        if !outcome.missing.isEmpty {
            let names = outcome.missing.prefix(3).joined(separator: ", ") + (outcome.missing.count > 3 ? ", …" : "")
            Terminal.errors.line("strait: \(outcome.missing.count) cells have no result: \(names)")
            throw ExitCode.noVerdict
        }
        // An unsupported cell has its reason, so it leaves no question open.
        let open = results.cells.filter {
            $0.control == nil && !$0.outcome.isVerdictOnKernel && $0.outcome != .unsupported
        }
        if !open.isEmpty { throw ExitCode.noVerdict }
    }
}

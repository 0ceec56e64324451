// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import StraitModel
import StraitPipeline
import StraitReport

/// The end of a repeated cell: what it prints, and its exit code.
struct ReproClosing {
    let options: ReproCommand
    let subject: ReproSubject
    let outcome: RunOutcome
    let terminal: Terminal

    /// `status` is the exit status of what the user ran in the guest, if it ran.
    func end(status: Int?) throws {
        let results = outcome.results.cells
        let judged = options.judge?.questions ?? CellQuestion.allCases
        let verdict = ReproVerdict(results, missing: outcome.missing.count, judged: judged)
        if options.json { Terminal.output.data(try JSONLine.encode(outcome.results)) }
        if !options.quiet {
            if let judge = options.judge {
                terminal.line("judged by \(judge.description) only: good \(verdict.rate)")
            } else if options.count > 1 {
                terminal.line("passed \(verdict.rate)")
            }
            if let recorded = subject.recorded?.result { results.forEach { compare(recorded, $0) } }
            terminal.line("in \(outcome.directory.path)")
        }
        if let stopped = outcome.stopped {
            // ctrl-C is how a debugger's session ends.
            if options.gdb { return }
            Terminal.errors.line("strait: \(stopped)")
            throw ExitCode(ReproVerdict.Code.interrupted.rawValue)
        }
        if options.shell != nil || options.exec != nil {
            guard let status else {
                Terminal.errors.line("strait: there was no session in the guest")
                throw ExitCode(ReproVerdict.Code.untested.rawValue)
            }
            // A signal ended it, so there is no exit status.
            throw ExitCode(status < 0 ? ReproVerdict.Code.stop.rawValue : Int32(status))
        }
        guard outcome.distrust.isEmpty else {
            // The boots of one seed had several layouts, so there is no verdict on one of them.
            for reason in outcome.distrust { Terminal.errors.line("strait: \(reason.sentence)") }
            throw ExitCode(ReproVerdict.Code.untested.rawValue)
        }
        guard verdict.code == .good else { throw ExitCode(verdict.code.rawValue) }
    }

    private func compare(_ recorded: CellResult, _ now: CellResult) {
        let differences = ReproVerdict.differences(from: recorded, to: now)
        let name = options.count > 1 ? "\(now.id): " : ""
        if differences.isEmpty {
            terminal.line(name + terminal.paint("the same as recorded", .green))
        } else {
            terminal.line(name + terminal.paint("not as recorded", .yellow) + " (recorded -> now):")
            for line in differences { terminal.line("  \(line)") }
        }
        // The layout can be the same only with the same kernel and a seed.
        guard now.seed != nil, now.kernel.sha256 == recorded.kernel.sha256,
            let same = ReproVerdict.sameLayout(recorded, now)
        else { return }
        terminal.line(name + (same ? "the layout is the same, to the last symbol" : "the layout is another one"))
    }
}

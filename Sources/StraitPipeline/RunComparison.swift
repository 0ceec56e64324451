// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitAnalysis
import StraitModel
import StraitReport
import StraitStore
import StraitSystem

/// Compares two runs, or two kernels of one run, from their directories.
public struct RunComparison: Sendable {
    /// The comparison.
    public let comparison: Comparison
    /// Unreadable results, one sentence each.
    public let problems: [String]
    /// Those of the base.
    let baseProblems: [String]
    /// How somebody else repeats it.
    private let repetition: RunRepetition
    /// Which lines ran in both runs.
    private let coverage: (base: RunCoverage, candidate: RunCoverage)
    private let names: (base: String, candidate: String)?

    /// Compares two runs. With one run, or with names, the kernels of these names; in one run without names the kernels
    /// `base` and `candidate`. A control of the candidate without a result is an objection if the candidate has ended
    /// (`isEnded`). Errors: `request` if there is nothing to compare.
    public init(
        _ base: RunDirectory, _ candidate: RunDirectory? = nil, baseKernel: String? = nil,
        candidateKernel: String? = nil, judged: [CellQuestion] = CellQuestion.allCases, isEnded: Bool = true
    ) throws {
        let first = try base.results()
        let second = try candidate?.results() ?? first
        let before = ComparisonSide(record: base.record, results: first.cells)
        let after = ComparisonSide(
            record: (candidate ?? base).record, results: second.cells, isEnded: isEnded)
        let names = try Self.names(before, after, baseKernel, candidateKernel, oneRun: candidate == nil)
        comparison = Comparison(
            base: before.only(names?.base), candidate: after.only(names?.candidate), judged: judged)
        repetition = RunRepetition(base: before.record, candidate: after.record, kernels: names, judged: judged)
        let counted = RunCoverage(base)
        coverage = (counted, candidate.map { RunCoverage($0) } ?? counted)
        self.names = names
        baseProblems = first.problems
        problems = first.problems + (candidate == nil ? [] : second.problems)
        guard comparison.hasCommonCells else {
            throw StraitError(
                .request,
                names == nil
                    ? "the two runs have no cell in common; with --base and --candidate their kernels are compared (\(Self.listed(before)); \(Self.listed(after)))"
                    : "no cell has the same configuration with both kernels")
        }
    }

    /// The comparison for JSON output.
    public var document: ComparisonDocument { ComparisonDocument(comparison) }

    /// The table and the changes, for a terminal.
    public func table(width: Int, colour: Bool) -> String {
        ComparisonReport.table(comparison, width: width, color: colour)
    }

    /// The comparison for a summary of a job, an issue or a merge request.
    public var markdown: String { ComparisonMarkdown(comparison).text }

    /// What broke as annotations of a job of GitHub Actions.
    public var annotations: [String] { WorkflowCommand.errors(comparison) }

    /// The text for a mailing list; with a tester (`Name <address>`) it may end in `Tested-by:`.
    public func mail(tester: String?) -> String {
        var mail = ComparisonMail(comparison)
        mail.repetition = repetition.mailed
        mail.tester = tester
        let kernels = coverage.candidate.kernels
        mail.coverage = CoverageMail.lines(kernels.filter { names == nil || $0.kernel == names?.candidate })
        return mail.text
    }

    /// The unchanged lines that ran with the base and not with the candidate. Errors: `request` where one of them does not count.
    public func lostLines(width: Int) throws -> String {
        let before = try coverage.base.kernel(names?.base, option: "--base", patched: false)
        let after = try coverage.candidate.kernel(names?.candidate, option: "--candidate", patched: true)
        return CoverageText.text(LostLines(base: before, candidate: after), width: width)
    }

    /// The same as the answer to a thread, with the configurations as its attachments: what `git send-email` takes.
    public func answer(to mail: ThreadMail, tester: String?) -> String {
        let attachments = repetition.configurations.map {
            MailAnswer.Attachment(name: $0.name, content: Array($0.text.utf8))
        }
        return MailAnswer(to: mail, text: self.mail(tester: tester), attachments: attachments, sender: tester).mail
    }

    /// The names of the configurations that the mail says are attached.
    public var attachments: [String] { repetition.configurations.map(\.name) }

    /// Writes the configurations that the mail says are attached into a directory, which is made if it does not exist.
    public func writeAttachments(to directory: String) throws {
        do {
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        } catch {
            throw StraitError(.request, "cannot make the directory \(directory)", cause: error.localizedDescription)
        }
        for file in repetition.configurations {
            do { try WholeFile.write(Array(file.text.utf8), to: "\(directory)/\(file.name)") } catch let error
                as StraitError
            {
                throw StraitError(.request, error.message)
            }
        }
    }

    /// The comparison of base and candidate within a run; nil for a run without them.
    static func within(_ record: RunRecord, _ results: RunResults) -> Comparison? {
        let run = ComparisonSide(record: record, results: results.cells, isEnded: results.finished != nil)
        guard Set(run.kernels).isSuperset(of: [standardBase, standardCandidate]) else { return nil }
        let comparison = Comparison(base: run.only(standardBase), candidate: run.only(standardCandidate))
        return comparison.hasCommonCells ? comparison : nil
    }

    private static let standardBase = "base"
    private static let standardCandidate = "candidate"

    private static func names(
        _ before: ComparisonSide, _ after: ComparisonSide, _ base: String?, _ candidate: String?, oneRun: Bool
    ) throws -> (base: String, candidate: String)? {
        if !oneRun, base == nil, candidate == nil { return nil }
        let chosen = (base: base ?? standardBase, candidate: candidate ?? standardCandidate)
        for (name, side, option) in [(chosen.base, before, "--base"), (chosen.candidate, after, "--candidate")] {
            guard !side.kernels.contains(name) else { continue }
            throw StraitError(
                .request, "run \(side.record.id) has no kernel \(name), it has \(listed(side)); name one with \(option)"
            )
        }
        guard !oneRun || chosen.base != chosen.candidate else {
            throw StraitError(.request, "--base and --candidate name the same kernel of the same run")
        }
        return chosen
    }

    private static func listed(_ side: ComparisonSide) -> String { side.kernels.joined(separator: ", ") }
}

extension ComparisonSide {
    /// The same side, limited to one kernel.
    func only(_ kernel: String?) -> ComparisonSide {
        ComparisonSide(record: record, results: results, kernel: kernel, isEnded: isEnded)
    }
}

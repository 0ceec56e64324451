// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import StraitAnalysis
import StraitModel
import StraitPipeline
import StraitReport
import StraitStore
import StraitSystem

/// `strait coverage RUN`.
struct CoverageCommand: AsyncParsableCommand, LoggedCommand {
    static let configuration = CommandConfiguration(
        commandName: "coverage", abstract: "Show which lines that patches change have run.",
        discussion: """
            RUN is a run with a kernel that counts: `coverage: true` at a tree: or debian:
            kernel with patches. What was counted is added up over all cells of an
            architecture.

            Calls of the functions that `functions:` of a kernel names are shown too: any
            kernel with CONFIG_KPROBE_EVENTS counts them.

            --base names a run of the kernel without the patches, which has to count the
            same files (`coverage: [mm/rmap.c]`). It shows unchanged lines that ran there
            and do not run with the patches.

            Exit codes:
            0  The lines are shown.
            2  The request is wrong: no kernel of the run counts.
            3  No guest told what it counted.
            """)

    @Argument(help: "The run's directory.", completion: .directory)
    var run: String

    @Option(help: "The kernel to show (default: each that has patches).")
    var kernel: String?

    @Option(help: "The directory of a run with the base; it may be the same run.", completion: .directory)
    var base: String?

    @Option(help: "The name of the base's kernel (default: the one without patches).")
    var baseKernel: String?

    @Option(
        help: "Write the counts of all lines into this file, in the form of lcov (genhtml reads it).",
        completion: .file())
    var lcov: String?

    @Flag(help: "Print the lines as JSON.")
    var json = false

    @OptionGroup var logging: LogOptions

    func validate() throws {
        if baseKernel != nil, base == nil { throw ValidationError("--base-kernel needs --base, the base's run") }
    }

    func run() async throws {
        try await reporting {
            let found = RunCoverage(try RunDirectory.open(at: Self.absolute(run)))
            for problem in found.problems { Terminal.errors.line("note: \(problem)") }
            let shown = try found.shown(kernel)
            let before = try base.map { try baseLines($0) }
            let kernels = shown.map { lines in
                (lines: lines, lost: before.map { LostLines(base: $0, candidate: lines) })
            }
            if let lcov { try write(shown, to: Self.absolute(lcov)) }
            if json {
                Terminal.output.data(try JSONLine.encode(found.document(kernels)))
            } else {
                for (lines, lost) in kernels { print(lines, lost) }
                for calls in found.calls where kernel == nil || calls.kernel == kernel { print(calls) }
            }
            let told = shown.map(\.architectures) + found.calls.map(\.architectures)
            if told.allSatisfy(\.isEmpty) { throw ExitCode.noVerdict }
        }
    }

    private func baseLines(_ path: String) throws -> KernelLines {
        let found = RunCoverage(try RunDirectory.open(at: Self.absolute(path)))
        for problem in found.problems { Terminal.errors.line("note: \(problem)") }
        return try found.kernel(baseKernel, option: "--base-kernel", patched: false)
    }

    private func print(_ lines: KernelLines, _ lost: LostLines?) {
        let terminal = Terminal.output
        terminal.write(CoverageText.text(lines, lost: lost, width: terminal.width, color: terminal.hasColour))
    }

    private func print(_ calls: KernelCalls) {
        let terminal = Terminal.output
        terminal.write(CoverageText.text(calls, width: terminal.width, color: terminal.hasColour))
    }

    /// A tracefile has no place for two kernels.
    private func write(_ kernels: [KernelLines], to path: String) throws {
        guard kernels.count == 1 else {
            throw StraitError(
                .request,
                "--lcov: name one of the kernels \(kernels.map(\.kernel).joined(separator: ", ")) with --kernel")
        }
        do { try WholeFile.write(Array(Lcov.text(kernels[0]).utf8), to: path) } catch let error as StraitError {
            throw StraitError(.request, error.message)
        }
    }

    private static func absolute(_ path: String) -> String { URL(fileURLWithPath: path).path }
}

// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import StraitAnalysis
import StraitModel
import StraitPipeline
import StraitReport

/// `strait series CONFIG`.
struct SeriesCommand: AsyncParsableCommand, LoggedCommand {
    static let configuration = CommandConfiguration(
        commandName: "series", abstract: "Build and boot a series of patches, patch by patch.",
        discussion: """
            CONFIG names one kernel with `patches:`. Its cells are booted without patches,
            with the first patch, with the first two, and so on, on every architecture.
            Each step is compared with the one before: does it apply, compile, and what
            becomes of initialization, tests and kernel log. Each step is a run in
            OUTPUT/steps, for `strait report`, `compare` and `repro`.

            The same command with the same --output goes on with a series that was
            interrupted. On the directory of one that has ended it prints the result.

            Exit codes:
            0  Every step applies and compiles, and no step breaks an answer.
            1  A step does not apply, does not compile, or breaks an answer.
            2  The request is wrong.
            3  A step has no verdict, or the series was interrupted.
            """)

    /// How the result is printed.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case table, mail, json
    }

    @Argument(help: "The configuration (YAML).")
    var config: String

    @Option(help: "The directory of the series (default: runs/NAME-series).")
    var output: String?

    @Option(help: "The kernel with the patches, if several have any.")
    var kernel: String?

    @Option(help: "Only cells that match, such as arch=x86_64,physBits=36; repeated options are alternatives.")
    var only: [String] = []

    @Option(help: "How many cells run at the same time (default: as many as processors and memory allow).")
    var jobs: Int?

    @Option(help: "A libvirt connection, such as qemu:///system (default: libvirt's embedded driver).")
    var connect: String?

    @Option(help: AccelerationOption.help)
    var accel = AccelerationOption.auto

    @Option(help: "The output: table, mail (plain text, at most 60 lines of 72 columns) or json.")
    var format: Format?

    @Flag(help: "Print the result as JSON, like --format json.")
    var json = false

    @Flag(help: "Print nothing but errors and the result.")
    var quiet = false

    @OptionGroup var logging: LogOptions

    func validate() throws {
        if let jobs, jobs < 1 { throw ValidationError("--jobs \(jobs): it must be at least 1") }
        if json, let format, format != .json {
            throw ValidationError("--json and --format \(format.rawValue) exclude each other")
        }
    }

    func run() async throws {
        try await reporting {
            let (text, matrix, _) = try ConfigurationFile.load(config, only: only)
            var request = RunRequest(
                matrix: matrix, configuration: text, arguments: Array(CommandLine.arguments.dropFirst()),
                output: URL(fileURLWithPath: output ?? "runs/\(matrix.name)-series").path, jobs: jobs,
                connection: connect, locations: try .standard())
            request.acceleration = accel.acceleration
            let progress = RunProgress(terminal: chosen == .table ? .output : .errors, quiet: quiet)
            // Progress appears before an error message.
            defer { progress.end() }
            let (asked, kernel) = (request, kernel)
            let series = try await Interruptible.run {
                try await SeriesRunner(asked, kernel: kernel) { progress.show($0) }.run()
            }
            progress.end()
            try print(series)
            switch series.verdict {
            case .broke: throw ExitCode.unexpected
            case .inconclusive: throw ExitCode.noVerdict
            default: break
            }
        }
    }

    private var chosen: Format { json ? .json : format ?? .table }

    private func print(_ series: SeriesView) throws {
        let terminal = Terminal.output
        switch chosen {
        case .json: terminal.data(try JSONLine.encode(SeriesDocument(series)))
        case .mail: terminal.write(SeriesMail(series).text)
        case .table: terminal.write(SeriesText(series, width: terminal.width, colour: terminal.hasColour).text)
        }
    }
}

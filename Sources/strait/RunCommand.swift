// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import StraitConfig
import StraitModel
import StraitPipeline

/// `strait run CONFIG`.
struct RunCommand: AsyncParsableCommand, LoggedCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Boot every cell of a configuration and report how it ended.",
        discussion: """
            The same command with the same --output resumes a run that was interrupted.

            Exit codes:
            0  Every cell has a verdict on the kernel, or is unsupported for a given
               reason. With `expect:` rules every cell is as expected.
            1  With `expect:` rules: a cell is not as expected (a regression, a new
               failure, or a known failure that passes now).
            2  The request is wrong.
            3  A cell has no verdict, the run was interrupted, or it cannot be trusted:
               a control cell ended in another way than it must, or a seed did not replay.
            """)

    @Argument(help: "The configuration (YAML).")
    var config: String

    @Option(help: "The run's directory (default: runs/NAME-TIME).")
    var output: String?

    @Option(help: "How many cells run at the same time (default: as many as processors and memory allow).")
    var jobs: Int?

    @Option(help: "Only cells that match, such as arch=x86_64,physBits=36; repeated options are alternatives.")
    var only: [String] = []

    @Option(
        help: "One machine's part I/N, such as 2/4: every N-th cell from the I-th on. strait merge joins the parts.")
    var shard: String?

    @Option(help: "A libvirt connection, such as qemu:///system (default: libvirt's embedded driver).")
    var connect: String?

    @Option(help: AccelerationOption.help)
    var accel = AccelerationOption.auto

    @Flag(help: "Print the cells, and why some are unsupported; boot nothing.")
    var dryRun = false

    @Flag(help: "Print the results as JSON, on standard output.")
    var json = false

    @Option(help: "The form of the results: text, json or ktap. With json and ktap progress goes to standard error.")
    var format: ResultFormat?

    @Flag(help: "Print nothing but errors.")
    var quiet = false

    @OptionGroup var logging: LogOptions

    func validate() throws {
        if let jobs, jobs < 1 { throw ValidationError("--jobs \(jobs): it must be at least 1") }
        if json, format != nil { throw ValidationError("--json and --format exclude each other") }
        if dryRun, format == .ktap { throw ValidationError("--dry-run has no results, so --format ktap is impossible") }
        if let shard, Shard(parsing: shard) == nil {
            throw ValidationError("--shard \(shard): write I/N for the I-th of N parts, such as 2/4")
        }
    }

    func run() async throws {
        try await reporting {
            var (text, matrix, _) = try ConfigurationFile.load(config, only: only)
            let part = shard.flatMap(Shard.init(parsing:))
            if let part { matrix = part.part(of: matrix) }
            let format = json ? .json : format ?? .text
            if dryRun { return try DryRun(matrix: matrix, json: format == .json, jobs: jobs).print() }
            let name = output ?? "runs/\(matrix.name)-\(Self.stamp)"
            var request = RunRequest(
                matrix: matrix, configuration: text, arguments: Array(CommandLine.arguments.dropFirst()),
                output: URL(fileURLWithPath: name).path, jobs: jobs, connection: connect, locations: try .standard(),
                shard: part)
            request.acceleration = accel.acceleration
            // A part goes into no history: `strait merge` makes a run of all parts, and that one does.
            request.keepsHistory = part == nil
            // Progress and results never share a stream: a program may read the results from standard output.
            let progress = RunProgress(terminal: format == .text ? .output : .errors, quiet: quiet)
            // Progress appears before an error message.
            defer { progress.end() }
            let asked = request
            let outcome = try await Interruptible.run { try await Runner(asked) { progress.show($0) }.run() }
            progress.end()
            try RunClosing(outcome: outcome, format: format, quiet: quiet).print()
        }
    }

    private static var stamp: String { Date.now.formatted(.iso8601).filter { $0.isNumber || $0 == "T" || $0 == "Z" } }
}

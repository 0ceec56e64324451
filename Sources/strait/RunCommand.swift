// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import StraitConfig
import StraitModel
import StraitPipeline

/// `strait run CONFIG`.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Boot every cell of a configuration and report what became of it.",
        discussion: """
            Exit codes: 0 every cell has a verdict on the kernel (or is unsupported, with the reason), as expected where the
            configuration has an `expect:`; 1 a cell is not as expected: a regression, a new failure, or a known one that passes;
            2 the request was wrong; 3 a cell has no verdict: it is invalid, has lost its result, or the infrastructure had
            trouble; or a control ended as it must not, and no verdict of the run can be trusted.

            The same command again with the same --output goes on with a run that was interrupted.
            """)

    @Argument(help: "The configuration (YAML).")
    var config: String

    @Option(help: "The run's directory; runs/NAME-TIME where none is given.")
    var output: String?

    @Option(help: "How many cells at the same time; as many as cores and memory allow where none is given.")
    var jobs: Int?

    @Option(help: "Only the cells that match, such as arch=x86_64,physBits=36; several are alternatives.")
    var only: [String] = []

    @Option(help: "Only every N-th cell, from the I-th on, such as 2/4: one machine's part; strait merge joins them.")
    var shard: String?

    @Option(help: "A libvirt connection such as qemu:///system, in place of libvirt's embedded driver.")
    var connect: String?

    @Option(help: AccelerationOption.help)
    var accel = AccelerationOption.auto

    @Flag(help: "Show the cells and what is unsupported, and why; boot nothing.")
    var dryRun = false

    @Flag(help: "Print the results as JSON, on standard output.")
    var json = false

    /// How the results are printed.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json, ktap
    }

    @Option(help: "How to print the results: text, json or ktap. Progress then goes to standard error.")
    var format: Format?

    @Flag(help: "Print nothing but errors.")
    var quiet = false

    func validate() throws {
        if let jobs, jobs < 1 { throw ValidationError("--jobs \(jobs): at least one cell has to run at a time") }
        if json, format != nil { throw ValidationError("--json and --format: only one of them can be printed") }
        if dryRun, format == .ktap { throw ValidationError("--dry-run has no results to print as KTAP") }
        if let shard, Shard(parsing: shard) == nil {
            throw ValidationError("--shard \(shard): write I/N, the I-th of N parts, such as 2/4")
        }
    }

    func run() async throws {
        try await reporting {
            var (text, matrix, _) = try ConfigurationFile.load(config, only: only)
            let part = shard.flatMap(Shard.init(parsing:))
            if let part { matrix = part.part(of: matrix) }
            let format = json ? .json : format ?? .text
            if dryRun { return try DryRun(matrix: matrix, json: format == .json).print() }
            let name = output ?? "runs/\(matrix.name)-\(Self.stamp)"
            var request = RunRequest(
                matrix: matrix, configuration: text, arguments: Array(CommandLine.arguments.dropFirst()),
                output: URL(fileURLWithPath: name).path, jobs: jobs, connection: connect, locations: try .standard(),
                shard: part)
            request.acceleration = accel.acceleration
            // A part is no run of its configuration: `strait merge` makes one of all of them.
            request.keepsHistory = part == nil
            // Progress and results never share a stream: the one on standard output may be for a program.
            let progress = RunProgress(terminal: format == .text ? .output : .errors, quiet: quiet)
            let asked = request
            let outcome = try await Interruptible.run { try await Runner(asked) { progress.show($0) }.run() }
            progress.end()
            try RunClosing(outcome: outcome, format: format, quiet: quiet).print()
        }
    }

    private static var stamp: String { Date.now.formatted(.iso8601).filter { $0.isNumber || $0 == "T" || $0 == "Z" } }
}

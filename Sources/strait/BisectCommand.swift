// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import StraitModel
import StraitPipeline
import StraitReport

/// `strait bisect CONFIG --good A --bad B`.
struct BisectCommand: AsyncParsableCommand, LoggedCommand {
    static let configuration = CommandConfiguration(
        commandName: "bisect", abstract: "Find the patch or the commit that changed an answer.",
        discussion: """
            --good and --bad are numbers of patches of a kernel with `patches:` (0 is the
            tree without them), or commits of the repository of a `tree:` kernel. What is
            sought is what differs between them in the cells of the configuration: what
            the bad end breaks, or what it fixes.

            Both ends are proven first. If the change shows only in some boots, each kernel
            is booted as often as its rate needs, so that a kernel with the change is taken
            for one without it in less than 1 % of cases. What cannot be built is skipped.
            At last the bad end is booted without what was found.

            Commits are checked out in a copy, in the directory of the bisection. The same
            command goes on with a bisection that was interrupted.

            Exit codes:
            0  Found and proven.
            1  Found, and not proven; or several are left, because some cannot be tested.
            2  The request is wrong: the ends do not differ, or the good one is not good.
            3  Trouble of the host, or interrupted.
            """)

    /// How the result is printed.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, mail, json
    }

    @Argument(help: "The configuration (YAML).")
    var config: String

    @Option(help: "The good end: a number of patches, or a commit.")
    var good: String

    @Option(help: "The bad end: a number of patches, or a commit.")
    var bad: String

    @Option(
        name: [.long, .customLong("cell")],
        help: "Only cells that match, such as arch=x86_64,physBits=36; repeated options are alternatives.")
    var only: [String] = []

    @Option(help: JudgeOption.help)
    var judge: JudgeOption?

    @Option(help: "The most boots of one kernel (default: 50).")
    var boots = 50

    @Option(help: "The directory of the bisection (default: runs/NAME-bisect).")
    var output: String?

    @Option(help: "The kernel, if several are possible.")
    var kernel: String?

    @Option(help: "How many cells run at the same time (default: as many as processors and memory allow).")
    var jobs: Int?

    @Option(help: "A libvirt connection, such as qemu:///system (default: libvirt's embedded driver).")
    var connect: String?

    @Option(help: AccelerationOption.help)
    var accel = AccelerationOption.auto

    @Option(help: "The output: text, mail (plain text of 72 columns) or json.")
    var format: Format?

    @Flag(help: "Print the result as JSON, like --format json.")
    var json = false

    @Flag(help: "Print nothing but errors and the result.")
    var quiet = false

    @OptionGroup var logging: LogOptions

    func validate() throws {
        if let jobs, jobs < 1 { throw ValidationError("--jobs \(jobs): it must be at least 1") }
        if boots < 4 { throw ValidationError("--boots \(boots): it must be at least 4") }
        for (name, value) in [("--good", good), ("--bad", bad)] where value.isEmpty || value.hasPrefix("-") {
            throw ValidationError("\(name) \(value): write a number of patches or a commit")
        }
        if json, let format, format != .json {
            throw ValidationError("--json and --format \(format.rawValue) exclude each other")
        }
    }

    func run() async throws {
        try await reporting {
            let (text, matrix, _) = try ConfigurationFile.load(config, only: only)
            var request = RunRequest(
                matrix: matrix, configuration: text, arguments: Array(CommandLine.arguments.dropFirst()),
                output: URL(fileURLWithPath: output ?? "runs/\(matrix.name)-bisect").path, jobs: jobs,
                connection: connect, locations: try .standard())
            request.acceleration = accel.acceleration
            let progress = RunProgress(terminal: chosen == .text ? .output : .errors, quiet: quiet)
            // Progress appears before an error message.
            defer { progress.end() }
            let runner = BisectRunner(
                request, range: BisectRange(good: good, bad: bad, kernel: kernel),
                judged: judge?.questions ?? CellQuestion.allCases, most: boots
            ) { progress.show($0) }
            let record = try await Interruptible.run { try await runner.run() }
            progress.end()
            try print(record)
            if record.proof != .proven { throw ExitCode.unexpected }
        }
    }

    private var chosen: Format { json ? .json : format ?? .text }

    private func print(_ record: BisectRecord) throws {
        let terminal = Terminal.output
        switch chosen {
        case .json: terminal.data(try JSONLine.encode(record))
        case .mail: terminal.write(BisectText(record, width: terminal.width, isMail: true).text)
        case .text: terminal.write(BisectText(record, width: terminal.width).text)
        }
    }
}

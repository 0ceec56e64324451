// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import StraitConfig
import StraitModel
import StraitPipeline

/// `strait nightly CONFIG`.
struct NightlyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "nightly", abstract: "Run a configuration against the night before, for a timer or cron.",
        discussion: """
            The configuration's `nightly:` says what is kept (keep: { nights, days }), what becomes of a night that was cut off
            (onInterrupted: resume or close), whether kernels are updated (update) and who is told (notify: { command, when, seconds }).

            Exit codes: 0 nothing is worse than the last complete night, nor than the last one that could tell, and all is as
            expected; 1 something is; 2 the request was wrong, or another strait is at this configuration; 3 it cannot be told: a
            cell has no verdict, or has lost it (unsupported, and was not before), one that does not pass had none the night before,
            the night could not be compared, or it was cut off.
            """)

    /// How the summary is printed.
    enum Format: String, ExpressibleByArgument, CaseIterable { case text, json, mail }

    @Argument(help: "The configuration (YAML).", completion: .file(extensions: ["yaml", "yml"]))
    var config: String

    @Flag(help: "Take the newest kernel of every source first, whatever the configuration says.")
    var update = false

    @Option(help: "The directory of the nights; one of strait's own where none is given.", completion: .directory)
    var output: String?

    @Option(help: "How many cells at the same time; as many as cores and memory allow where none is given.")
    var jobs: Int?

    @Option(help: "A libvirt connection such as qemu:///system.")
    var connect: String?

    @Option(help: "How to print the summary: text (one line), json or mail.")
    var format = Format.text

    @Flag(help: "Show the cells as they finish, on standard error.")
    var verbose = false

    @Option(help: "Install a systemd timer for this configuration, for user or system, and run nothing.")
    var installTimer: TimerInstallation.Scope?

    @Option(help: "When the timer goes off, as systemd.time(7) has it.")
    var at = "*-*-* 02:30"

    func validate() throws {
        if let jobs, jobs < 1 { throw ValidationError("--jobs \(jobs): at least one cell has to run at a time") }
    }

    func run() async throws {
        try await reporting {
            let file = try ConfigurationFile.load(config)
            let locations = try Locations.standard()
            if let installTimer {
                let timer = TimerInstallation(
                    scope: installTimer, name: file.matrix.name, config: URL(fileURLWithPath: config).path, calendar: at
                )
                return Terminal.output.line(try timer.install(recipes: locations.recipes))
            }
            var settings = file.nightly
            if update { settings.updates = true }
            let request = Nightly.Request(
                matrix: file.matrix, configuration: file.text, settings: settings,
                arguments: Array(CommandLine.arguments.dropFirst()),
                root: output.map { URL(fileURLWithPath: $0).path }, jobs: jobs, connection: connect,
                locations: locations)
            let progress = RunProgress(terminal: .errors, quiet: !verbose)
            let summary = try await Interruptible.run { try await Nightly(request) { progress.show($0) }.run() }
            progress.end()
            try print(summary)
            if let notify = settings.notify, let trouble = NightNotification(summary).send(notify) {
                Terminal.errors.line("note: \(trouble)")
            }
            guard summary.verdict == .good else { throw ExitCode(summary.verdict.exitCode) }
        }
    }

    private func print(_ summary: NightSummary) throws {
        switch format {
        case .json: Terminal.output.data(try JSONLine.encode(summary))
        case .mail: Terminal.output.write(NightMail.text(summary))
        case .text:
            Terminal.output.line(summary.line)
            for note in summary.notes { Terminal.errors.line("note: \(note)") }
        }
    }
}

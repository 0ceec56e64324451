// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import StraitAnalysis
import StraitConfig
import StraitModel
import StraitPipeline
import StraitReport

/// `strait nightly CONFIG`.
struct NightlyCommand: AsyncParsableCommand, LoggedCommand {
    static let configuration = CommandConfiguration(
        commandName: "nightly",
        abstract: "Run a configuration and compare it with the night before; for a timer or cron.",
        discussion: """
            The key `nightly:` of the configuration says which nights are kept, what
            happens to a night that was interrupted, whether kernels are updated, and
            which command gets the summary.

            Exit codes:
            0  Nothing is worse than before, and all is as expected.
            1  Something is worse, or not as expected.
            2  The request is wrong, or another process runs this configuration.
            3  No verdict: a cell has none or has lost it, the nights could not
               be compared, the night was interrupted, or it cannot be trusted.
            """)

    /// How the summary is printed.
    enum Format: String, ExpressibleByArgument, CaseIterable { case text, json, mail }

    @Argument(help: "The configuration (YAML).", completion: .file(extensions: ["yaml", "yml"]))
    var config: String

    @Flag(help: "Take the newest kernel of every source first, as with `update: true`.")
    var update = false

    @Option(help: "The directory of the nights (default: ~/.local/state/strait/nights/NAME).", completion: .directory)
    var output: String?

    @Option(help: "How many cells run at the same time (default: as many as processors and memory allow).")
    var jobs: Int?

    @Option(help: "A libvirt connection, such as qemu:///system (default: libvirt's embedded driver).")
    var connect: String?

    @Option(help: "The form of the summary: text (one line), json or mail.")
    var format = Format.text

    @Flag(help: "Print each cell when it finishes, on standard error.")
    var verbose = false

    @Option(help: "Write a systemd timer for this configuration, for user or system; run nothing.")
    var installTimer: TimerInstallation.Scope?

    @Option(help: "For --install-timer: when it runs, as in systemd.time(7).")
    var at = "*-*-* 02:30"

    @OptionGroup var logging: LogOptions

    func validate() throws {
        if let jobs, jobs < 1 { throw ValidationError("--jobs \(jobs): it must be at least 1") }
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
            let request = NightRequest(
                matrix: file.matrix, configuration: file.text, settings: settings,
                arguments: Array(CommandLine.arguments.dropFirst()),
                root: output.map { URL(fileURLWithPath: $0).path }, jobs: jobs, connection: connect,
                locations: locations)
            let progress = RunProgress(terminal: .errors, quiet: !verbose)
            // Progress appears before an error message.
            defer { progress.end() }
            let summary = try await Interruptible.run { try await Nightly(request) { progress.show($0) }.run() }
            progress.end()
            try print(summary)
            try await tell(summary, settings.notify)
            guard summary.verdict == .good else { throw Self.exitCode(summary.verdict) }
        }
    }

    private static func exitCode(_ verdict: NightSummary.NightVerdict) -> ExitCode {
        switch verdict {
        case .good: .success
        case .worse: .unexpected
        case .noVerdict: .noVerdict
        }
    }

    /// ctrl-C ends the command of `notify:`; the night's result is still printed.
    private func tell(_ summary: NightSummary, _ notify: NightlySettings.Notify?) async throws {
        guard let notify else { return }
        if let trouble = try await Interruptible.run({ await NightNotification(summary).send(notify) }) {
            Terminal.errors.line("note: \(trouble)")
        }
    }

    private func print(_ summary: NightSummary) throws {
        switch format {
        case .json: Terminal.output.data(try JSONLine.encode(NightDocument(summary)))
        case .mail: Terminal.output.write(NightMail.text(summary))
        case .text:
            Terminal.output.line(summary.line)
            for note in summary.notes { Terminal.errors.line("note: \(note)") }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import StraitModel
import StraitPipeline
import StraitSystem

/// The command line: one short file a verb.
@main
struct Strait: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "strait",
        abstract: "Test whether device-private memory works in a narrow physical address space.",
        version: Version.current,
        subcommands: [
            RunCommand.self, MergeCommand.self, CompareCommand.self, ReportCommand.self, ImageCommand.self,
            ReproCommand.self, PatchesCommand.self, CoverageCommand.self, SeriesCommand.self, BisectCommand.self,
            PublishCommand.self, NightlyCommand.self, HistoryCommand.self, DoctorCommand.self,
        ])

    /// The exit code of a wrong request: 2, and for `repro` the one that stops a bisection. The parser's own would be
    /// 64 (sysexits.h).
    private static var wrongRequest: Int32 {
        let verb = CommandLine.arguments.dropFirst().first
        return verb == ReproCommand.configuration.commandName ? ExitCode.stop.rawValue : ExitCode.request.rawValue
    }

    /// The same as the parser's own, except for the exit code of a wrong request.
    static func main() async {
        Terminal.outliveReaders()
        do {
            var command = try parseAsRoot()
            try beginLog(of: command)
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch let error as StraitError {
            Terminal.errors.line("strait: \(error)")
            Foundation.exit(wrongRequest)
        } catch {
            guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
            Terminal.errors.line(fullMessage(for: error))
            Foundation.exit(wrongRequest)
        }
    }

    private static func beginLog(of command: any ParsableCommand) throws {
        try Log.begin(file: (command as? any LoggedCommand)?.logging.log)
    }
}

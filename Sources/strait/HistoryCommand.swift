// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import StraitModel
import StraitPipeline
import StraitStore

/// `strait history …`.
struct HistoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history", abstract: "Show how cells ended over time, and since when they fail.",
        subcommands: [Show.self, Rebuild.self], defaultSubcommand: Show.self)

    struct Show: AsyncParsableCommand, LoggedCommand {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "Show all cells at a glance, or one cell run by run.",
            discussion: """
                For each cell: the signs of its three answers (initialization, tests, kernel
                log). For each answer, and for the outcome as the summary: the last one and for
                how many runs, how often it changed (flips), whether one and the same kernel
                gave both (flaky), and the first bad run with the kernels before and after it.
                Runs without an answer are not counted; if the newest runs are such, that comes
                first.
                """)

        @Argument(help: "The cell's id (default: all cells).")
        var cell: String?

        @Option(help: "Show only runs of the configuration with this name.")
        var config: String?

        @Flag(help: "Show only flaky cells.")
        var flaky = false

        @Flag(help: "Print the history as JSON.")
        var json = false

        @OptionGroup var logging: LogOptions

        func run() async throws {
            try await reporting {
                let view = try HistoryView(.standard(), configuration: config, cell: cell, flakyOnly: flaky)
                let terminal = Terminal.output
                if json { return terminal.data(try JSONLine.encode(view.lines)) }
                terminal.write(view.text(width: terminal.width, colour: terminal.hasColour))
            }
        }
    }

    struct Rebuild: AsyncParsableCommand, LoggedCommand {
        static let configuration = CommandConfiguration(
            abstract: "Rebuild the history from run directories.",
            discussion: """
                The history contains nothing that is not in the run directories. Runs that
                cannot be read are left out, with a note. If no run can be read, that is an
                error, and the history does not change.
                """)

        @Argument(help: "Run directories, or directories with runs below them.", completion: .directory)
        var directories: [String]

        @Flag(help: "Print the number of runs and the problems as JSON.")
        var json = false

        @OptionGroup var logging: LogOptions

        func run() async throws {
            try await reporting {
                let paths = directories.map { URL(fileURLWithPath: $0).path }
                let report = try HistoryRebuild(of: paths).write(to: HistoryStore(at: Locations.standard().history))
                if json { return Terminal.output.data(try JSONLine.encode(report)) }
                for problem in report.problems { Terminal.errors.line("note: \(problem)") }
                Terminal.output.line("the history has \(report.runs) runs")
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import StraitModel
import StraitPipeline
import StraitStore

/// `strait history …`.
struct HistoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history", abstract: "What became of cells over time, and since when.",
        subcommands: [Show.self, Rebuild.self], defaultSubcommand: Show.self)

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "All cells at a glance, or one cell run by run (standard).",
            discussion: """
                Told are how a cell ended the last time and for how long, how often it flipped between passing and not passing, whether
                one kernel ended it now one way, now the other (flaky), and the first bad run with the kernels on both sides. Runs
                without a verdict on the kernel are not counted; those since the last verdict are told first.
                """)

        @Argument(help: "The cell's id; all cells where none is given.")
        var cell: String?

        @Option(help: "Only the runs of the configuration of this name.")
        var config: String?

        @Flag(help: "Only flaky cells.")
        var flaky = false

        @Flag(help: "Print it as JSON.")
        var json = false

        func run() async throws {
            try await reporting {
                let view = try HistoryView(.standard(), configuration: config, cell: cell, flakyOnly: flaky)
                let terminal = Terminal.output
                if json { return terminal.data(try JSONLine.encode(view.lines)) }
                terminal.write(view.text(width: terminal.width, colour: terminal.hasColour))
            }
        }
    }

    struct Rebuild: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make the history again from the directories of runs, which are the truth.",
            discussion: """
                What cannot be read is left out with a note. Where no run is left, that is an error, and the history stays as it was.
                """)

        @Argument(help: "Directories of runs, or with runs below them.", completion: .directory)
        var directories: [String]

        @Flag(help: "Print what it came to as JSON.")
        var json = false

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

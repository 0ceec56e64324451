// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import StraitModel
import StraitPipeline

/// `strait merge RUN…`.
struct MergeCommand: AsyncParsableCommand, LoggedCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge",
        abstract: "Join the parts of a run (strait run --shard I/N) into one run.",
        discussion:
            "The order of the parts does not matter; all of them are needed. Exit codes are those of `strait run`."
    )

    @Argument(help: "The directories of the parts.")
    var parts: [String]

    @Option(help: "The directory for the whole run; it must be new or empty.")
    var output: String

    @Flag(help: "Print the results as JSON, on standard output.")
    var json = false

    @Flag(help: "Print nothing but errors.")
    var quiet = false

    @OptionGroup var logging: LogOptions

    func run() async throws {
        try await reporting {
            let outcome = try Merge(of: parts).write(
                to: URL(fileURLWithPath: output).path, locations: .standard()
            ) { event in
                if case .note(let text) = event { Terminal.errors.line("note: \(text)") }
            }
            try RunClosing(outcome: outcome, format: json ? .json : .text, quiet: quiet).print()
        }
    }
}

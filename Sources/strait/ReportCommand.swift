// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import StraitModel
import StraitPipeline
import StraitStore

/// `strait report RUN`.
struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Make the report of a run from its directory.")

    @Argument(help: "The run's directory.")
    var run: String

    @Option(help: "The file to write; report.html in the run's directory where none is given.")
    var output: String?

    @Flag(help: "Show the run in the terminal instead.")
    var summary = false

    func run() async throws {
        try await reporting {
            let directory = try RunDirectory.open(at: URL(fileURLWithPath: run).path)
            guard !summary else {
                let report = try RunReport(of: directory)
                return Terminal.output.write(
                    report.summary(width: Terminal.output.width, colour: Terminal.output.hasColour))
            }
            let file = URL(fileURLWithPath: output ?? "\(directory.path)/\(RunReport.fileName)")
            let base = file.deletingLastPathComponent().path == directory.path ? "" : directory.path + "/"
            do {
                try Data(try RunReport(of: directory, base: base).html).write(to: file, options: .atomic)
            } catch let error as CocoaError {
                throw StraitError(.request, "cannot write \(file.path)", cause: error.localizedDescription)
            }
            Terminal.output.line(file.path)
        }
    }
}

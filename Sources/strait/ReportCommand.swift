// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import StraitModel
import StraitPipeline
import StraitStore

/// `strait report RUN [RUN…]` and `strait report --index DIR`.
struct ReportCommand: AsyncParsableCommand, LoggedCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Write the report of a run from its directory.",
        discussion: """
            With several runs, the report is about the last one and shows what changed
            since each of the others.
            """)

    @Argument(help: "The run's directory; with several, the last one is reported.")
    var runs: [String] = []

    @Option(help: "An earlier run: the report shows what changed since then. May be repeated.")
    var against: [String] = []

    @Option(help: "Make a page over all runs below this directory.")
    var index: String?

    @Option(
        help: "The file to write (default: report.html in the run's directory; with --index: index.html in that one).")
    var output: String?

    @Flag(help: "Print a summary in the terminal; write no page.")
    var summary = false

    @Flag(help: "Write the report again as cells finish, until the run ends.")
    var live = false

    @Flag(help: "Open the page in the desktop's browser.")
    var open = false

    @OptionGroup var logging: LogOptions

    func validate() throws {
        guard runs.isEmpty == (index != nil) else {
            throw ValidationError("name a run's directory, or --index with a directory of runs; not both")
        }
        if index != nil, summary || live || !against.isEmpty {
            throw ValidationError("--index can be combined with --output and --open only")
        }
        if summary, live || open || output != nil {
            throw ValidationError("--summary writes no page; leave out --live, --open and --output")
        }
    }

    func run() async throws {
        try await reporting {
            if let index { return try await writeIndex(of: Self.absolute(index)) }
            let path = Self.absolute(runs[runs.count - 1])
            guard !live || RunDirectory.holdsRun(at: path) else {
                throw StraitError(
                    .request, "\(path) contains no run yet; start it first: strait run … --output \(path)")
            }
            let directory = try RunDirectory.open(at: path)
            let earlier = try (runs.dropLast() + against).map { try RunDirectory.open(at: Self.absolute($0)) }
            guard !summary else {
                let report = try RunReport(of: directory, against: earlier)
                return Terminal.output.write(
                    report.summary(width: Terminal.output.width, colour: Terminal.output.hasColour))
            }
            let page = Page(output, standard: "\(directory.path)/\(RunReport.fileName)")
            let base = page.base(to: directory.path)
            guard live else {
                try page.write(RunReport(of: directory, base: base, against: earlier).html)
                return try await page.shown(opened: open)
            }
            try await follow(directory, page) { try RunReport(of: directory, base: base, against: earlier) }
        }
    }

    private func follow(
        _ directory: RunDirectory, _ page: Page, make: @escaping @Sendable () throws -> RunReport
    ) async throws {
        let report = LiveReport(of: directory, make: make) { try page.write($0) }
        let opened = open
        switch try await Interruptible.run({ try await report.follow { try await page.shown(opened: opened) } }) {
        case .finished: break
        case .abandoned: Terminal.errors.line("note: this run has not ended, and no process is working on it")
        case .cancelled: throw CancellationError()
        }
    }

    private func writeIndex(of directory: String) async throws {
        let page = Page(output, standard: "\(directory)/\(RunIndex.fileName)")
        try page.write(RunIndex(of: directory, base: page.base(to: directory)).html)
        try await page.shown(opened: open)
    }

    private static func absolute(_ path: String) -> String { URL(fileURLWithPath: path).path }
}

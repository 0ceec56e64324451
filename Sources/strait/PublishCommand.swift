// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import StraitImage
import StraitModel
import StraitPipeline

/// `strait publish RUN --to PLACE`.
struct PublishCommand: AsyncParsableCommand, LoggedCommand {
    static let configuration = CommandConfiguration(
        commandName: "publish", abstract: "Send a run to KCIDB, Patchwork, a mailing list or a command, once.",
        discussion: """
            kcidb      POST the report as JSON to --url, such as https://…/submit.
            patchwork  Make three checks of a patch at --url, such as
                       https://patchwork.example.org: of initialization, tests, kernel log.
                       The patch is --patch-id, or the last one of the run with a
                       Message-ID.
            mail       Send the comparison of base and candidate as an answer to the thread
                       --reply-to, with git send-email and its settings.
            command    Run the program behind `--`, with the report as JSON on its standard
                       input. Exit code 75 means: try again.

            A token is read from --token-file or from STRAIT_TOKEN; it is never an argument.
            What became of it is in RUN/publish. The same command sends nothing twice, and
            tries again what could not be sent. A run that goes on or cannot be trusted is
            not published.

            Exit codes:
            0  It is published, now or before.
            1  The place does not want it.
            2  The request is wrong.
            3  It waits: the place could not be reached, or the run is not to be published.
            """)

    /// The kinds of places.
    enum Kind: String, ExpressibleByArgument, CaseIterable {
        case kcidb, patchwork, mail, command
    }

    @Argument(help: "The run's directory.")
    var run: String

    @Option(help: "Where to: kcidb, patchwork, mail or command.")
    var to: Kind

    @Option(help: "The address of KCIDB's submission or of the Patchwork server.")
    var url: String?

    @Option(help: "A file with the token (default: the environment variable STRAIT_TOKEN).", completion: .file())
    var tokenFile: String?

    @Option(help: "For patchwork: the number of the patch.")
    var patchID: Int?

    @Option(help: "For patchwork: the project, where a Message-ID has several patches.")
    var project: String?

    @Option(help: "For patchwork: the address of the report, for readers of the checks.")
    var targetURL: String?

    @Option(help: "For mail: the mailbox of the thread to answer.", completion: .file())
    var replyTo: String?

    @Option(help: "For mail: \"Name <mail>\" for a Tested-by: line, which is written only if nothing broke.")
    var tester: String?

    @Option(help: "How long to try, in seconds (default: 600).")
    var patience = 600

    @Flag(help: "Print what would be sent where; send nothing.")
    var dryRun = false

    @Flag(help: "Print the record of the publication as JSON.")
    var json = false

    @Flag(help: "Print nothing but errors.")
    var quiet = false

    @Argument(parsing: .postTerminator, help: "For command: the program and its arguments.")
    var program: [String] = []

    @OptionGroup var logging: LogOptions

    func validate() throws {
        if patience < 0 { throw ValidationError("--patience \(patience): it must be at least 0") }
        let isWeb = to == .kcidb || to == .patchwork
        if let url, URLComponents(string: url)?.user != nil || URLComponents(string: url)?.password != nil {
            throw ValidationError("--url has a user or a password in it: write the token into a file, for --token-file")
        }
        if isWeb, url == nil { throw ValidationError("--to \(to.rawValue) needs --url") }
        if !isWeb, url != nil { throw ValidationError("--url is for --to kcidb and patchwork") }
        if to == .mail, replyTo == nil { throw ValidationError("--to mail needs --reply-to with the thread") }
        if to != .mail, replyTo != nil || tester != nil {
            throw ValidationError("--reply-to and --tester are for --to mail")
        }
        if to != .patchwork, patchID != nil || project != nil || targetURL != nil {
            throw ValidationError("--patch-id, --project and --target-url are for --to patchwork")
        }
        if (to == .command) == program.isEmpty {
            throw ValidationError(
                to == .command
                    ? "--to command needs a program: strait publish RUN --to command -- PROGRAM"
                    : "a program is for --to command")
        }
    }

    func run() async throws {
        try await reporting {
            let publishable = try PublishableRun(at: URL(fileURLWithPath: run).path)
            let token = try token()
            let place = try await place(publishable, token)
            guard !dryRun else { return place.preview.forEach { Terminal.output.line($0) } }
            let publisher = Publisher(
                publishable, to: place, secrets: [token].compactMap { $0 }, patience: .seconds(patience)
            ) { [quiet] in if !quiet { Terminal.errors.line("strait: \($0)") } }
            let record = try await Interruptible.run { try await publisher.publish() }
            try print(record)
            switch record.state {
            case .sent: break
            case .refused: throw ExitCode.unexpected
            case .waiting: throw ExitCode.noVerdict
            }
        }
    }

    private func print(_ record: PublicationRecord) throws {
        if json { return Terminal.output.data(try JSONLine.encode(record)) }
        let answer = record.answer.map { ": \($0)" } ?? ""
        switch record.state {
        case .sent: if !quiet { Terminal.output.line("published: \(record.kind) \(record.place)\(answer)") }
        case .refused: Terminal.errors.line("strait: \(record.place) refused it\(answer)")
        case .waiting:
            Terminal.errors.line("strait: \(record.place) does not have it yet\(answer); the same command tries again")
        }
    }

    private func place(_ run: PublishableRun, _ token: String?) async throws -> any PublicationPlace {
        switch to {
        case .kcidb: return try KCIDBPlace(run, url: url ?? "", token: token)
        case .patchwork:
            return try PatchworkPlace(
                run, url: url ?? "", token: token, patch: patchID, project: project, targetURL: targetURL)
        case .mail: return try await mail(run)
        case .command: return try CommandPlace(run, command: program)
        }
    }

    private func mail(_ run: PublishableRun) async throws -> MailPlace {
        let thread = try await ThreadReader.mail(in: replyTo ?? "", cache: try Locations.standard().cache)
        let comparison = try RunComparison(run.directory)
        return MailPlace(comparison.answer(to: thread, tester: tester), to: thread.from, isTrial: false)
    }

    /// The token of the file or of the environment.
    private func token() throws -> String? {
        guard let tokenFile else {
            return ProcessInfo.processInfo.environment["STRAIT_TOKEN"].flatMap { $0.isEmpty ? nil : $0 }
        }
        guard let data = FileManager.default.contents(atPath: tokenFile),
            let text = String(validating: data, as: UTF8.self)
        else {
            throw StraitError(.request, "cannot read the token", place: .init(file: tokenFile))
        }
        let token = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !token.isEmpty, !token.contains(where: \.isWhitespace) else {
            throw StraitError(.request, "the token must be one word", place: .init(file: tokenFile))
        }
        return token
    }
}

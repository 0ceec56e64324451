// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import StraitImage
import StraitModel
import StraitPipeline
import StraitReport

/// `strait patches PATH… [--tree DIR]`.
struct PatchesCommand: AsyncParsableCommand, LoggedCommand {
    static let configuration = CommandConfiguration(
        commandName: "patches", abstract: "Show which patches would be applied, in order; build nothing.",
        discussion: """
            PATH is what `patches:` of a configuration takes: a diff, a mailbox or a saved
            thread (also .gz, .xz, .zst), a directory of git format-patch or b4, a Maildir,
            a quilt series, a pattern in quotes, - for standard input, or git:REPO@A..B for
            commits. Of a thread, the newest complete version is taken.

            With --tree, each patch is tried on top of those before it. The tree is not
            written to.

            Exit codes:
            0  These patches would be applied; with --tree: they apply.
            1  With --tree: a patch does not apply.
            2  The request is wrong: a patch is ambiguous, missing, damaged or not there.
            3  Trouble of the host.
            """)

    @Argument(help: "Patches: files, directories, mailboxes, patterns, - or git:REPO@RANGE.")
    var paths: [String]

    @Option(help: "The source tree to try them on.", completion: .directory)
    var tree: String?

    @Flag(help: "Print the list as JSON.")
    var json = false

    @OptionGroup var logging: LogOptions

    func run() async throws {
        try await reporting {
            let cache = try Locations.standard().cache
            let found = try await Interruptible.run {
                try await PatchExamination.of(places, tree: tree.map(place), cache: cache)
            }
            let terminal = Terminal.output
            if json {
                terminal.data(try JSONLine.encode(PatchListing(found.set, found.trial)))
            } else {
                terminal.write(
                    PatchListText.listing(
                        found.set, found.trial, width: terminal.width, color: terminal.hasColour))
            }
            if found.trial?.applies == false { throw ExitCode.unexpected }
        }
    }

    private var places: [String] { paths.map { PatchPlace.located($0, place) } }

    /// A path as it is shown: what is named from here stays so, for a person reads it.
    private func place(_ path: String) -> String {
        path == "~" || path.hasPrefix("~/") ? NSHomeDirectory() + path.dropFirst() : path
    }
}

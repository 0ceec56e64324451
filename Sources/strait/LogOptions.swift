// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import StraitSystem

/// `--log`, which every verb has.
struct LogOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Add a diagnostic log to a file: what strait asked libvirt, guests, apt and other programs, and the times.",
            discussion: """
                STRAIT_LOG in the environment chooses the level (debug, info, warning, error); with it and without --log the lines go \
                to standard error. The log contains no keys or passwords.
                """, valueName: "file"), completion: .file())
    var log: String?
}

/// A verb that can be asked for a diagnostic log.
protocol LoggedCommand {
    var logging: LogOptions { get }
}

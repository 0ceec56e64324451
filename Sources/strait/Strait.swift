// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// The command line: one short file a verb.
@main
struct Strait: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "strait",
        abstract: "Does device-private memory still initialize in a narrow physical address space?")
}

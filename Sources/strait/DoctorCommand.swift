// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import StraitPipeline
import StraitReport

/// `strait doctor`.
struct DoctorCommand: AsyncParsableCommand, LoggedCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Check what strait needs on this machine, and print what repairs it.",
        discussion: "Exit codes:\n0  Everything that strait needs works.\n1  Something does not work.")

    @Flag(help: "Print the checks as JSON.")
    var json = false

    @Option(help: AccelerationOption.help)
    var accel = AccelerationOption.auto

    @OptionGroup var logging: LogOptions

    func run() async throws {
        try await reporting {
            let doctor = Doctor(locations: try .standard(), acceleration: accel.acceleration)
            let terminal = Terminal.output
            var all: [Diagnosis] = []
            await doctor.examine { diagnosis in
                all.append(diagnosis)
                if !json { terminal.line(Self.line(diagnosis, terminal)) }
            }
            if json { terminal.data(try JSONLine.encode(all)) }
            if all.contains(where: { $0.state == .missing }) { throw ExitCode.unexpected }
        }
    }

    private static func line(_ diagnosis: Diagnosis, _ terminal: Terminal) -> String {
        let colours: [Diagnosis.State: Ink.Colour] = [
            .works: .green, .missing: .red, .untried: .yellow,
        ]
        let word = diagnosis.state.rawValue.padding(toLength: 8, withPad: " ", startingAt: 0)
        var text = "\(terminal.paint(word, colours[diagnosis.state] ?? .dim)) \(diagnosis.name): \(diagnosis.detail)"
        if let mend = diagnosis.mend { text += "\n         mend: \(mend)" }
        return text
    }
}

// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitStore
import Testing

extension LiveTests {
    /// The program itself, as a user calls it: interrupted in the middle, and on a host where it has never been.
    struct InterruptionTests {
        private func start(
            _ config: String, _ output: String, _ environment: [String: String] = [:]
        ) throws -> (Process, Pipe) {
            let process = Process()
            process.executableURL = try Live.program()
            process.arguments = ["run", config, "--output", output]
            process.environment = ProcessInfo.processInfo.environment
                .merging(["STRAIT_RECIPES": Live.repository.appending(path: "images").path]) { $1 }
                .merging(environment) { $1 }
            let pipe = Pipe()
            process.standardOutput = pipe
            process.standardError = pipe
            try process.run()
            return (process, pipe)
        }

        @Test(.timeLimit(.minutes(15)), arguments: [SIGINT, SIGTERM])
        func aSignalEndsTheGuestsAndTheSameCommandGoesOn(signal: Int32) async throws {
            let directory = try TemporaryDirectory()
            let (text, matrix) = try Live.matrix(
                ["arch: aarch64, cpu: [cortex-a53, cortex-a57], kaslr: off"], defaults: "deviceMemory: [256MiB]",
                selftests: "none")
            let config = directory.path + "/live.yaml"
            try Data(text.utf8).write(to: URL(fileURLWithPath: config))
            let output = directory.path + "/run"

            let (first, pipe) = try start(config, output)
            // A console that has begun belongs to a guest that runs.
            let consoles = matrix.cells.map { "\(output)/cells/\($0.id)/console.log" }
            let deadline = Date.now + 600
            while !consoles.contains(where: { (FileManager.default.contents(atPath: $0)?.count ?? 0) > 0 }) {
                try #require(first.isRunning && Date.now < deadline)
                try await Task.sleep(for: .milliseconds(100))
            }
            kill(first.processIdentifier, signal)
            let said = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            first.waitUntilExit()
            #expect(first.terminationReason == .exit && first.terminationStatus == 3)
            #expect(said.contains("interrupted"))
            #expect(Live.guests().isEmpty)

            let (second, rest) = try start(config, output)
            let end = String(decoding: rest.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            second.waitUntilExit()
            #expect(second.terminationStatus == 0, "\(end)")
            let results = try RunDirectory.open(at: output).results()
            #expect(results.cells.map(\.outcome) == [.passed, .passed])
        }

        /// libvirt asks each emulator what it can do in a process that it leaves behind: where nobody collected it, strait gave up.
        @Test(.timeLimit(.minutes(15)))
        func libvirtFindsOutWhatQEMUCanDoInADirectoryOfItsOwn() async throws {
            let directory = try TemporaryDirectory()
            let (text, _) = try Live.matrix(
                ["arch: aarch64, kaslr: off"], defaults: "deviceMemory: [256MiB]", selftests: "none")
            let config = directory.path + "/live.yaml"
            try Data(text.utf8).write(to: URL(fileURLWithPath: config))
            let (run, pipe) = try start(config, directory.path + "/run", ["XDG_RUNTIME_DIR": directory.path])
            let said = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            run.waitUntilExit()
            #expect(run.terminationStatus == 0, "\(said)")
            #expect(FileManager.default.fileExists(atPath: directory.path + "/strait/libvirt/0"))
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitStore
import StraitSystem
import Testing

/// The program itself, as a user calls it, in what it does without a guest.
@Suite final class ProgramTests {
    private let directory = NSTemporaryDirectory() + "strait-program-\(UUID().uuidString)"

    init() throws { try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false) }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    /// Starts it, with a command before it where one is given, and waits for its end.
    private func run(
        _ arguments: [String], under command: [String] = [], output: FileHandle = .nullDevice,
        environment: [String: String] = [:]
    ) throws -> (process: Process, errors: String) {
        let process = Process()
        // Beside the tests' own program.
        let directory = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
        let candidates = [directory, Bundle.main.bundleURL].map { $0.appending(path: "strait") }
        let program = try #require(candidates.first { FileManager.default.isExecutableFile(atPath: $0.path) })
        let words = command + [program.path] + arguments
        process.executableURL = URL(fileURLWithPath: command.isEmpty ? program.path : "/usr/bin/env")
        process.arguments = command.isEmpty ? arguments : words
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        let errors = Pipe()
        process.standardError = errors
        try process.run()
        let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process, text)
    }

    @Test func aReaderThatHasGoneAwayEndsNothing() throws {
        let config = directory + "/t.yaml"
        let text = "name: t\nkernels: { k: debian:sid }\nmatrix: [{ arch: x86_64, physBits: [36, 40] }]\n"
        try Data(text.utf8).write(to: URL(fileURLWithPath: config))
        let pipe = Pipe()
        try pipe.fileHandleForReading.close()
        let (process, errors) = try run(
            ["run", config, "--dry-run"], output: pipe.fileHandleForWriting)
        #expect(process.terminationReason == .exit && process.terminationStatus == 0)
        #expect(errors.isEmpty)
    }

    @Test func aJobOfGitHubGetsASummary() throws {
        let summary = directory + "/summary.md"
        try Data("before\n".utf8).write(to: URL(fileURLWithPath: summary))
        let run = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../Fixtures/runs/smoke")
            .path
        let environment = ["GITHUB_STEP_SUMMARY": summary, "GITHUB_ACTIONS": "true"]
        let (process, errors) = try self.run(["compare", run, run], environment: environment)
        #expect(process.terminationStatus == 0, "\(errors)")
        let text = try String(contentsOfFile: summary, encoding: .utf8)
        #expect(text.hasPrefix("before\n\n### strait: "), "it is added to what is there")
        #expect(text.contains("Nothing broke, nothing was fixed."))
        // A summary that cannot be written is told, and the result stays what it is.
        let (other, said) = try self.run(["compare", run, run], environment: ["GITHUB_STEP_SUMMARY": "/nonexistent/x"])
        #expect(other.terminationStatus == 0 && said.contains("no summary of the job"))
    }

    /// What is ignored is inherited, and a pipeline in a program that strait starts ends by this signal.
    @Test func programsThatAreStartedStillEndWithTheirReaders() throws {
        // A mask in hexadecimal, bit 0 for signal 1 (proc_pid_status(5)).
        let masks = try started("grep -E '^Sig(Ign|Blk)' /proc/self/status")
            .split(separator: "\n").compactMap { UInt64($0.split(separator: "\t").last ?? "", radix: 16) }
        #expect(masks.count == 2 && masks.allSatisfy { $0 & 1 << UInt64(SIGPIPE - 1) == 0 })
    }

    /// libdispatch gives its threads a priority of its own choice, which root may do, and a program has that of the
    /// thread that starts it.
    @Test func programsThatAreStartedHaveThePriorityAndTheProcessorsOfTheirStrait() throws {
        let processor = try #require(Processors.own?.numbers.max())
        let said = try started(
            "ps -o ni= -p $$; grep Cpus_allowed_list /proc/self/status; cat /proc/self/cgroup",
            under: ["nice", "-n", "7", "taskset", "-c", "\(processor)"])
        let groups = try String(contentsOfFile: "/proc/self/cgroup", encoding: .utf8)
        let words = said.split(separator: "\n", maxSplits: 2).map { $0.filter { !$0.isWhitespace || $0 == "\n" } }
        #expect(
            words.prefix(2) == [
                "\(getpriority(__priority_which_t(PRIO_PROCESS.rawValue), id_t(getpid())) + 7)",
                "Cpus_allowed_list:\(processor)",
            ])
        #expect(words.last == groups.filter { !$0.isWhitespace || $0 == "\n" })
    }

    /// What a program that strait starts prints: a shell's script in the browser's place.
    private func started(_ script: String, under command: [String] = []) throws -> String {
        let run = directory + "/run"
        let record = RunRecord(
            id: "t-1", name: "t", started: "2026-11-23T00:00:00Z", configuration: "name: t\n", arguments: [],
            host: .init(name: "desk", system: "Debian 13", cores: 2, memoryMiB: 8192), tools: [:], images: [], cells: []
        )
        _ = try RunDirectory.create(at: run, record: record)
        let browser = directory + "/xdg-open"
        try Data("#!/bin/sh\n{ \(script); } > '\(directory)/said'\n".utf8).write(to: URL(fileURLWithPath: browser))
        chmod(browser, 0o755)
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        let (process, errors) = try self.run(
            ["report", run, "--open"], under: command, environment: ["PATH": "\(directory):\(path)"])
        #expect(process.terminationStatus == 0, "\(errors)")
        return try String(contentsOfFile: directory + "/said", encoding: .utf8)
    }
}

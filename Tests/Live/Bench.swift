// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitConfig
import StraitModel
import StraitPipeline
import StraitStore
import Testing

/// What live tests share: they boot real guests, so they run only where STRAIT_LIVE says so (`make test` does).
enum Live {
    static let isOn = ProcessInfo.processInfo.environment["STRAIT_LIVE"] == "1"

    static let repository = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The program itself, as a user calls it.
    static func program() throws -> URL {
        // Beside the tests' own program.
        let directory = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
        let candidates = [directory, Bundle.main.bundleURL].map { $0.appending(path: "strait") }
        return try #require(candidates.first { FileManager.default.isExecutableFile(atPath: $0.path) })
    }

    static func locations() throws -> Locations {
        let environment = ProcessInfo.processInfo.environment
            .merging(["STRAIT_RECIPES": repository.appending(path: "images").path]) { $1 }
        return try .standard(environment: environment)
    }

    /// The kernels of the smoke configuration: what the user runs first is what is tested.
    static let kernels = "kernels: { stock: [debian:trixie-backports, debian:forky] }"

    static func matrix(_ rows: [String], defaults: String, selftests: String) throws -> (String, Matrix) {
        let text = """
            name: live
            \(kernels)
            defaults: { kernel: stock, \(defaults) }
            matrix:
            \(rows.map { "  - { \($0) }" }.joined(separator: "\n"))
            workload: { selftests: \(selftests) }
            """
        return (text, try Configuration.parse(text: text, file: "live.yaml").matrix())
    }

    /// Runs one cell, without the kernel's own tests, and gives its result with its run's.
    static func run(
        _ row: String, in directory: TemporaryDirectory, patience: Double = 1, visit: GuestVisit? = nil,
        _ hook: @escaping @Sendable (RunEvent) -> Void = { _ in }
    ) async throws -> (CellResult, RunOutcome) {
        let (text, matrix) = try matrix([row], defaults: "deviceMemory: [256MiB]", selftests: "none")
        var request = RunRequest(
            matrix: matrix, configuration: text, arguments: [], output: directory.path + "/run",
            locations: try locations())
        request.patience = patience
        request.visit = visit
        let outcome = try await Runner(request, events: hook).run()
        return (try #require(outcome.results.cells.first), outcome)
    }

    /// QEMUs that strait started and that still run: this process's, and whatever is left of a dead one. Another strait's are its own.
    static func guests() -> [pid_t] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap { pid_t($0) }.filter { id in
            guard let data = FileManager.default.contents(atPath: "/proc/\(id)/cmdline") else { return false }
            let arguments = data.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
            guard arguments.first?.contains("qemu-system-") == true else { return false }
            return arguments.contains { $0.contains("guest=strait-") } && !isOfAnother(id)
        }
    }

    /// Whether a QEMU's parent, who collects it, is a strait or a test of it that lives.
    private static func isOfAnother(_ id: pid_t) -> Bool {
        // "PID (name) state parent …" (proc_pid_stat(5)); QEMU's name may be anything but has no ")" in it.
        let stat = FileManager.default.contents(atPath: "/proc/\(id)/stat").map { String(decoding: $0, as: UTF8.self) }
        let fields = stat?.split(separator: ")").last?.split(separator: " ") ?? []
        guard fields.count > 1, let parent = pid_t(fields[1]), parent != getpid() else { return false }
        let program = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(parent)/exe")
        return program?.split(separator: "/").last?.hasPrefix("strait") == true
    }
}

/// A directory for one test, gone with it.
final class TemporaryDirectory: Sendable {
    let path: String

    init() throws {
        path = "/tmp/strait-live-\(UUID().uuidString.prefix(8).lowercased())"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        RunFormat.check(path)
        try? FileManager.default.removeItem(atPath: path)
    }
}

/// Every run that a live test makes has files as their JSON Schemas say.
enum RunFormat {
    /// Validates the runs below a directory, and fails the test where one of them is otherwise.
    static func check(_ root: String) {
        let names = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
        let runs = names.filter { $0.hasSuffix("/run.json") }.map { "\(root)/\($0.dropLast("/run.json".count))" }
        guard !runs.isEmpty else { return }
        let process = Process()
        process.executableURL = Live.repository.appending(path: "scripts/validate-run")
        process.arguments = runs
        let output = Pipe()
        (process.standardOutput, process.standardError) = (output, output)
        do {
            try process.run()
            let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            if process.terminationStatus != 0 { Issue.record("the files of a run are not as the schemas say: \(text)") }
        } catch {
            Issue.record("the files of the runs cannot be validated: \(error)")
        }
    }
}

/// What happened in a run, in order.
final class EventLog: @unchecked Sendable {
    private let lock = NSLock()
    private var events: [RunEvent] = []
    private let hook: @Sendable (RunEvent) -> Void

    init(_ hook: @escaping @Sendable (RunEvent) -> Void = { _ in }) { self.hook = hook }

    func take(_ event: RunEvent) {
        lock.withLock { events.append(event) }
        hook(event)
    }

    var all: [RunEvent] { lock.withLock { events } }
}

/// Live tests take the machine in turns: each of them uses all of it.
@Suite(.serialized, .enabled(if: Live.isOn, "set STRAIT_LIVE=1 to boot real guests"))
struct LiveTests {}

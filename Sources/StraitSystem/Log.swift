// SPDX-License-Identifier: Apache-2.0

import Foundation
import Logging
import StraitModel

/// The diagnostic log: what strait asked libvirt, guests, apt and other programs, when, and how long it took.
///
/// It is for finding the cause of trouble. Secrets are removed (see ``LogLine``), and strait never reads it.
public enum Log {
    /// Calls of libvirt.
    public static let libvirt = Logger(label: "libvirt")
    /// Commands in guests over SSH, without their standard input.
    public static let guest = Logger(label: "guest")
    /// Programs that strait runs, such as apt and git.
    public static let program = Logger(label: "program")
    /// Events of cells.
    public static let cell = Logger(label: "cell")

    /// The environment variable that sets the log level.
    public static let variable = "STRAIT_LOG"

    /// Starts logging; called once, before anything else. Lines are appended to the file at `path`; with only
    /// `STRAIT_LOG` they go to standard error. Errors: `request` for an unknown level or a file that cannot be written.
    public static func begin(
        file path: String?, environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws {
        let level = try level(environment[variable], whereNoneIsGiven: path == nil ? nil : .debug)
        guard let level else { return LoggingSystem.bootstrap { _ in SwiftLogNoOpLogHandler() } }
        let sink = try path.map(LogSink.init(path:)) ?? LogSink(descriptor: STDERR_FILENO)
        LoggingSystem.bootstrap { LogWriter(label: $0, logLevel: level, sink: sink) }
    }

    /// Parses a level. Errors: `request` with the list of levels.
    static func level(_ text: String?, whereNoneIsGiven standard: Logger.Level?) throws -> Logger.Level? {
        guard let text, !text.isEmpty else { return standard }
        guard let level = Logger.Level(rawValue: text.lowercased()) else {
            let known = Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")
            throw StraitError(.request, "\(variable)=\(text) is not a level of the log; there are \(known)")
        }
        return level
    }

    /// The time since `start`: `1.234 s`.
    public static func seconds(since start: ContinuousClock.Instant) -> String {
        let milliseconds = Int((ContinuousClock.now - start) / .milliseconds(1))
        let rest = String(milliseconds % 1000)
        return "\(milliseconds / 1000)." + String(repeating: "0", count: 3 - rest.count) + rest + " s"
    }
}

/// Writes each line with a single call, so that lines of two processes do not mix.
struct LogWriter: LogHandler {
    let label: String
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    let sink: LogSink

    init(label: String, logLevel: Logger.Level, sink: LogSink) {
        self.label = label
        self.logLevel = logLevel
        self.sink = sink
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let facts = metadata.merging(event.metadata ?? [:]) { $1 }.sorted { $0.key < $1.key }
            .map { " \($0.key)=\($0.value)" }.joined()
        sink.write(LogLine.text(Date.now, event.level.rawValue, label, "\(event.message)\(facts)"))
    }
}

/// The destination of log lines.
final class LogSink: Sendable {
    private let descriptor: Int32

    init(descriptor: Int32) { self.descriptor = descriptor }

    /// Appends to a file that only this user can read.
    init(path: String) throws {
        descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw StraitError(.request, "--log: \(SystemError.of(errno, "write", path))") }
    }

    /// A log that cannot be written must not end a run.
    func write(_ line: String) { _ = Output.write(Array((line + "\n").utf8)[...], to: descriptor) }
}

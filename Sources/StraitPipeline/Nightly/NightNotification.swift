// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitConfig
import StraitModel

/// Tells the command of a configuration's `notify:` of a night.
public struct NightNotification: Sendable {
    /// What is told.
    private let summary: NightSummary

    /// A night to be told of.
    public init(_ summary: NightSummary) { self.summary = summary }

    /// Runs the command with the summary as JSON on its standard input; what went wrong with it, if anything: a night is what it was,
    /// whether anyone hears of it or not.
    public func send(_ notify: NightlySettings.Notify) -> String? {
        if notify.onlyOnChange, !summary.hasChanged { return nil }
        let file = "\(NSTemporaryDirectory())/strait-night-\(UUID().uuidString).json"
        defer { try? FileManager.default.removeItem(atPath: file) }  // A temporary file that stays is nobody's loss.
        do {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            try encoder.encode(summary).write(to: URL(fileURLWithPath: file))
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            // coreutils ends what does not end, with all that it has started.
            process.arguments = ["timeout", "--kill-after=5", "\(notify.seconds)", "/bin/sh", "-c", notify.command]
            // A file, not a pipe: a command that reads nothing blocks nobody.
            process.standardInput = try FileHandle(forReadingFrom: URL(fileURLWithPath: file))
            // Standard output is the night's own.
            process.standardOutput = FileHandle.standardError
            try process.run()
            process.waitUntilExit()
            switch process.terminationStatus {
            case 0: return nil
            case 124, 137: return "the command of notify: did not end within \(notify.seconds) seconds"
            case let status: return "the command of notify: ended with \(status)"
            }
        } catch {
            return "the command of notify: cannot be run: \(error.localizedDescription)"
        }
    }
}

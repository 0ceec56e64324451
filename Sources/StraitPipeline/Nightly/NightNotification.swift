// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitConfig
import StraitModel
import StraitReport
import StraitSystem

/// Tells the command of a configuration's `notify:` of a night.
public struct NightNotification: Sendable {
    /// What is told.
    private let summary: NightSummary

    /// A night to be told of.
    public init(_ summary: NightSummary) { self.summary = summary }

    /// Runs the command with the summary as JSON on its standard input; what went wrong with it, if anything: a night is what it was,
    /// whether anyone hears of it or not. The command ends with all that it has started when the task is cancelled.
    public func send(_ notify: NightlySettings.Notify) async -> String? {
        if notify.onlyOnChange, !summary.hasChanged { return nil }
        do {
            // What it says goes where errors go: standard output is the night's own.
            let command = ChildProcess(
                "/bin/sh", ["-c", notify.command], variables: .inherited, isPrivate: true)
            let finished = try await command.pass(
                input: JSON.text(NightDocument(summary)), deadline: .seconds(notify.seconds))
            guard !finished.succeeded else { return nil }
            return "the command of notify: ended with \(finished.code.map(String.init) ?? "a signal")"
        } catch let error as StraitError where error.kind == .deadline {
            return "the command of notify: did not end within \(notify.seconds) seconds"
        } catch is CancellationError {
            return "the command of notify: was interrupted"
        } catch {
            return "the command of notify: cannot be run: \(Unforeseen.sentence(of: error))"
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitConfig
import StraitModel
import StraitReport
import StraitSystem

/// Runs the command of a configuration's `notify:`.
public struct NightNotification: Sendable {
    /// The summary to send.
    private let summary: NightSummary

    /// Makes the notification of a night.
    public init(_ summary: NightSummary) { self.summary = summary }

    /// Runs the command with the summary as JSON on its standard input; returns an error as a sentence, which does not
    /// change the night. The command and its children end if the task is cancelled.
    public func send(_ notify: NightlySettings.Notify) async -> String? {
        if notify.onlyOnChange, !summary.hasChanged { return nil }
        do {
            // Its output goes to standard error, because standard output has the night's own.
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

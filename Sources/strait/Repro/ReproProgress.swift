// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitPipeline
import StraitReport
import Synchronization

/// Shows the progress of one cell: a line per rung, with its time when it ends. For a repeated cell: a line per boot.
final class ReproProgress: Sendable {
    private struct State {
        var rung: (name: String, since: ContinuousClock.Instant)?
    }

    private let state = Mutex(State())
    private let terminal: Terminal
    private let quiet: Bool
    private let isRepeated: Bool
    /// Writes the lines: a reader can stop reading, and that must not block the guest.
    private let printer = DispatchQueue(label: "strait.progress")

    init(_ terminal: Terminal, quiet: Bool, isRepeated: Bool) {
        self.terminal = terminal
        self.quiet = quiet
        self.isRepeated = isRepeated
    }

    /// Shows an event soon, without waiting for it.
    func show(_ event: RunEvent) {
        guard !quiet else { return }
        printer.async { [self] in print(event) }
    }

    private func print(_ event: RunEvent) {
        state.withLock { state in
            switch event {
            case .rungReached(_, let rung) where !isRepeated:
                finish(&state)
                terminal.write("  " + rung.rawValue.padding(toLength: 12, withPad: " ", startingAt: 0))
                state.rung = (rung.rawValue, .now)
            case .started(let cell) where !isRepeated:
                finish(&state)
                terminal.line(cell)
            case .finished(let result):
                finish(&state)
                terminal.line(line(result))
            case .retrying(_, let attempt, let reason):
                finish(&state)
                terminal.line("retry (attempt \(attempt)): \(reason)")
            case .preparing(let text): terminal.line(text)
            case .patched(let lines): terminal.line(lines.joined(separator: "\n"))
            case .note(let text):
                finish(&state)
                terminal.line("note: \(text)")
            default: break
            }
        }
    }

    /// Waits until all events are shown, and ends an unfinished line before something else is printed.
    func pause() { printer.sync { state.withLock { finish(&$0) } } }

    private func finish(_ state: inout State) {
        guard let rung = state.rung else { return }
        state.rung = nil
        terminal.line(terminal.paint(String(format: "%6.1f s", (ContinuousClock.now - rung.since) / .seconds(1)), .dim))
    }

    private func line(_ result: CellResult) -> String {
        let mark = Mark(result.outcome)
        let answers = Mark.answers(result.answers)
        var text = isRepeated ? answers.map { terminal.paint($0.sign, $0) }.joined() + " " : ""
        if !isRepeated {
            text =
                zip(CellQuestion.allCases, answers)
                .map { "\($0.noun) " + terminal.paint("\($1.sign) \($1.word)", $1) }.joined(separator: ", ") + "\n"
        }
        text += terminal.paint("\(mark.sign) \(mark.word)", mark)
        text += isRepeated ? " \(result.id)" : ""
        if result.outcome != .passed { text += " at \(result.rung.rawValue)" + (result.errno.map { " (\($0))" } ?? "") }
        if let cause = result.cause { text += ": \(cause)" }
        guard !isRepeated else { return text }
        for size in result.deviceMemory {
            text +=
                "\n  \(size.request): \(size.outcome.rawValue) at \(size.rung.rawValue)"
                + (size.errno.map { " (\($0))" } ?? "") + (size.start.map { " from \($0)" } ?? "")
        }
        if let capacity = result.capacity { text += "\n  the largest region: \(capacity.largestMiB)" }
        return text
    }
}

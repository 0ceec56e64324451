// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitPipeline
import StraitReport
import Synchronization

/// Shows the progress of a run: on a terminal the running cells and the time left, redrawn in place; elsewhere a line
/// per finished cell.
final class RunProgress: Sendable {
    private struct State {
        var total = 0
        var toRun = 0
        var jobs = 1
        var finished = 0
        var begun = ContinuousClock.now
        var running: [(id: String, since: ContinuousClock.Instant, rung: Rung?)] = []
        var preparing: String?
        var toldBuilding: ContinuousClock.Instant?
        var drawn = 0
    }

    /// In a pipe a build has a line that often.
    private static let patience = Duration.seconds(30)

    private let state = Mutex(State())
    private let terminal: Terminal
    private let quiet: Bool
    private let ticker: Mutex<Task<Void, Never>?> = Mutex(nil)
    /// Writes the lines: a reader can stop reading (ctrl-S, a pager), and that must not block the guests.
    private let printer = DispatchQueue(label: "strait.progress")

    init(terminal: Terminal, quiet: Bool) {
        self.terminal = terminal
        self.quiet = quiet
        guard terminal.isInteractive, !quiet else { return }
        ticker.withLock {
            $0 = Task { [weak self] in
                // Ends with the object, or when it is cancelled.
                while (try? await Task.sleep(for: .milliseconds(500))) != nil, let self { await self.redraw() }
            }
        }
    }

    deinit { ticker.withLock { $0?.cancel() } }

    /// Waits until all events are shown, and removes the live lines; printed lines stay.
    func end() {
        ticker.withLock { $0?.cancel() }
        printer.sync { state.withLock { erase(&$0) } }
    }

    /// Shows an event soon, without waiting for it.
    func show(_ event: RunEvent) {
        guard !quiet else { return }
        printer.async { [self] in
            state.withLock { state in
                erase(&state)
                if let line = apply(event, &state) { terminal.line(line) }
                draw(&state)
            }
        }
    }

    private func redraw() async {
        await withCheckedContinuation { continuation in
            printer.async { [self] in
                state.withLock { state in
                    erase(&state)
                    draw(&state)
                }
                continuation.resume()
            }
        }
    }

    /// Updates the state by an event. Returns the line that stays on the terminal, if there is one.
    private func apply(_ event: RunEvent, _ state: inout State) -> String? {
        switch event {
        case .preparing(let text):
            state.preparing = text
            return terminal.isInteractive ? nil : text
        case .building(let text):
            if terminal.isInteractive {
                state.preparing = text
                return nil
            }
            if let told = state.toldBuilding, told + Self.patience > .now { return nil }
            state.toldBuilding = .now
            return text
        case .begun(let cells, let toRun, let jobs, let directory):
            (state.total, state.toRun, state.jobs, state.begun) = (cells, toRun, jobs, .now)
            // A series is many runs.
            state.finished = 0
            state.preparing = nil
            let noun = cells == 1 ? "cell" : "cells"
            let together = jobs == 1 ? "one at a time" : "\(jobs) at a time"
            return "\(cells) \(noun), \(toRun) to run, \(together); results in \(directory)"
        case .started(let cell):
            state.running.append((cell, .now, nil))
        case .rungReached(let cell, let rung):
            if let index = state.running.firstIndex(where: { $0.id == cell }) { state.running[index].rung = rung }
        case .finished(let result):
            state.running.removeAll { $0.id == result.id }
            state.finished += 1
            return line(result, state)
        case .found(let search):
            return "search: \(search.sentence)"
        case .retrying(let cell, let attempt, let reason):
            state.running.removeAll { $0.id == cell }
            return "retry (attempt \(attempt)): \(cell): \(reason)"
        case .note(let text):
            return "note: \(text)"
        case .patched(let lines):
            return lines.joined(separator: "\n")
        }
        return nil
    }

    private func line(_ result: CellResult, _ state: State) -> String {
        let width = String(state.total).count
        let count = String(repeating: " ", count: max(0, width - String(state.finished).count)) + String(state.finished)
        let mark = Mark(result.outcome)
        // As wide as the longest outcome, so that columns stand.
        let outcome = "\(mark.sign) \(mark.word)".padding(toLength: 16, withPad: " ", startingAt: 0)
        let answers = Mark.answers(result.answers).map { terminal.paint($0.sign, $0) }.joined()
        var text = "[\(count)/\(state.total)] \(answers) \(terminal.paint(outcome, mark)) \(result.id)"
        if result.phases.total > 0 { text += terminal.paint("  \(seconds(result.phases.total))", .dim) }
        if let cause = result.cause { text += "\n" + String(repeating: " ", count: 2 * width + 4) + cause }
        return text
    }

    private func erase(_ state: inout State) {
        guard state.drawn > 0 else { return }
        // Up over each live line, and clear to the end of the screen.
        terminal.write("\u{1b}[\(state.drawn)A\u{1b}[J")
        state.drawn = 0
    }

    private func draw(_ state: inout State) {
        guard terminal.isInteractive else { return }
        let columns = terminal.width
        var lines = state.running.map { cell in
            "  \(cell.rung?.rawValue ?? "qemu") \(seconds((.now - cell.since) / .seconds(1))) \(cell.id)"
        }
        if let preparing = state.preparing { lines.append("  \(preparing)") }
        if state.total > 0 { lines.append(status(state)) }
        for line in lines { terminal.line(terminal.paint(String(line.prefix(columns - 1)), .dim)) }
        state.drawn = lines.count
    }

    private func status(_ state: State) -> String {
        let elapsed = (ContinuousClock.now - state.begun) / .seconds(1)
        var text = "  \(state.finished) of \(state.total) done, \(seconds(elapsed))"
        if state.finished >= state.jobs, state.toRun > 0, state.finished < state.total {
            text += ", about \(seconds(elapsed / Double(state.finished) * Double(state.total - state.finished))) left"
        }
        return text
    }

    private func seconds(_ value: Double) -> String {
        value < 100 ? String(format: "%.1f s", value) : "\(Int(value) / 60) min \(Int(value) % 60) s"
    }
}

// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitReport
import StraitSystem

/// Where output goes and what it may use there.
struct Terminal: Sendable {
    /// Whether it is a terminal that a person uses.
    let isInteractive: Bool
    /// Whether colours are used: only on a terminal, and not if NO_COLOR (https://no-color.org) is set.
    let hasColour: Bool
    private let descriptor: Int32
    /// Whether a runner of GitHub Actions reads it and takes some lines for commands.
    private let isAction: Bool

    static let output = Terminal(STDOUT_FILENO)
    static let errors = Terminal(STDERR_FILENO)

    init(_ descriptor: Int32) {
        let environment = ProcessInfo.processInfo.environment
        self.descriptor = descriptor
        isAction = environment["GITHUB_ACTIONS"] == "true"
        isInteractive = isatty(descriptor) == 1 && environment["TERM"] != "dumb"
        hasColour = isInteractive && (environment["NO_COLOR"] ?? "").isEmpty
    }

    /// Columns; 80 if the terminal does not say.
    var width: Int {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    /// From now on a write without a reader fails with EPIPE and does not end strait. SIGPIPE would end it in the middle of a run, with
    /// guests left running and no report: when a `head` has read enough, or when libvirt writes to the monitor of a QEMU that has just
    /// died.
    ///
    /// The handler does nothing. SIG_IGN would not do: programs that strait starts would inherit it (execve(2)), and their pipelines need
    /// this signal to end.
    static func outliveReaders() { signal(SIGPIPE) { _ in } }

    /// Writes text as it is, but for a job of GitHub Actions without commands to its runner. If the reader has gone away, the rest is dropped without an error: the work continues, and the exit code
    /// stays what it would have been. So `strait run … --dry-run | head -1` ends with 0.
    func write(_ text: String) { send(isAction ? WorkflowCommand.disarmed(text) : text) }

    private func send(_ text: String) { _ = Output.write(Array(text.utf8)[...], to: descriptor) }

    /// Writes a line. Its text may come from a guest or from any file, so control sequences are removed, except for the colours that
    /// strait itself uses.
    func line(_ text: String = "") { write(Clean.text(text, keeping: Ink.sequences) + "\n") }

    /// Writes a line for a program, unchanged.
    func data(_ text: String) { send(text + "\n") }

    /// Text in a colour, if colours are used.
    func paint(_ text: String, _ colour: Ink.Colour) -> String { ink.paint(text, colour) }

    /// Text in the colour of a mark, if colours are used.
    func paint(_ text: String, _ mark: Mark) -> String { ink.paint(text, mark) }

    private var ink: Ink { Ink(isOn: hasColour) }
}

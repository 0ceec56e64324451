// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel

/// Where output goes and what it may use there.
struct Terminal: Sendable {
    /// Whether a person looks at it.
    let isInteractive: Bool
    /// Whether colour is welcome: on a terminal only, and not where NO_COLOR (https://no-color.org) is set.
    let hasColour: Bool
    private let descriptor: Int32

    static let output = Terminal(STDOUT_FILENO)
    static let errors = Terminal(STDERR_FILENO)

    private init(_ descriptor: Int32) {
        let environment = ProcessInfo.processInfo.environment
        self.descriptor = descriptor
        isInteractive = isatty(descriptor) == 1 && environment["TERM"] != "dumb"
        hasColour = isInteractive && (environment["NO_COLOR"] ?? "").isEmpty
    }

    /// Columns; 80 where nobody tells.
    var width: Int {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    /// From now on a write without a reader fails (EPIPE) and ends nothing. The signal would end strait in the middle of a run, with its
    /// guests left running and without a report: at the next line for a `head` that has seen enough, or in libvirt, when it writes to the
    /// monitor of a QEMU that has just died.
    ///
    /// A handler that does nothing, and not SIG_IGN: that would be inherited by the programs that strait starts (execve(2)), and it is this
    /// signal that ends the pipelines in them.
    static func outliveReaders() { signal(SIGPIPE) { _ in } }

    /// Writes text as it is, all of it. A reader that has gone away is no error of strait's: what is left to say is not said, everything else
    /// goes on, and the exit code is what it would have been. So `strait run … --dry-run | head -1` ends with 0.
    func write(_ text: String) {
        let bytes = Array(text.utf8)
        var start = 0
        while start < bytes.count {
            let count = bytes[start...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            start += count
        }
    }

    /// Writes a line. What is in it may be a guest's, or from a file of anybody's, so nothing of it acts on a terminal but the colours
    /// that strait paints.
    func line(_ text: String = "") { write(Clean.text(text, keeping: Self.sequences) + "\n") }

    /// Writes a line for a program: to the letter.
    func data(_ text: String) { write(text + "\n") }

    /// Text in a colour, where colour is welcome.
    func paint(_ text: String, _ colour: Colour) -> String {
        hasColour ? colour.sequence + text + Self.plain : text
    }

    private static let plain = "\u{1b}[0m"
    private static let sequences = Colour.allCases.map(\.sequence) + [plain]

    /// The few colours that strait uses (ECMA-48, SGR); each stands beside a word that says the same.
    enum Colour: String, CaseIterable {
        case green = "32"
        case red = "31"
        case yellow = "33"
        case magenta = "35"
        case dim = "2"
        case bold = "1"

        var sequence: String { "\u{1b}[\(rawValue)m" }
    }
}

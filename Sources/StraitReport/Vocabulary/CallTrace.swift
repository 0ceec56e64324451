// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// The call trace of a kernel report, as far as it tells how the kernel got there.
///
/// The formats are those of the kernel's `arch/*/kernel/stacktrace.c` and `process.c`: ` name+0x1/0x2 [module]`; on ppc64le after two
/// addresses in brackets; a `?` before a frame that the unwinder doubts.
struct CallTrace {
    /// The function where it happened, if the trace does not begin with it, and then its callers, without addresses.
    let frames: [String]

    /// The most lines of a report that are looked at.
    private static let longest = 256

    /// Reads the first trace of a report.
    init(_ report: KernelReport) {
        let lines = report.lines.prefix(Self.longest)
        let trace = lines.drop { !Self.isHead($0) }.dropFirst()
        let found = trace.prefix { Self.isPart($0) }.compactMap(Self.frame)
        guard let place = report.function.map({ Clean.line($0, limit: 100) }), !place.isEmpty else {
            frames = found
            return
        }
        // x86 prints the function itself in `RIP`, and the trace begins with its caller.
        let isThere = found.prefix(4).contains { $0.prefix { $0 != "+" && $0 != "." } == place }
        frames = isThere || found.isEmpty ? found : [place] + found
    }

    /// The first frames, and how many more there are; empty if the report has no trace.
    func lines(_ most: Int) -> [String] {
        guard most > 0 else { return [] }
        let more = frames.count - most
        return more > 1 ? frames.prefix(most) + ["(\(more) more frames)"] : Array(frames.prefix(most + 1))
    }

    private static func isHead(_ line: String) -> Bool {
        line.hasPrefix("Call Trace:") || line.hasPrefix("Call trace:")
    }

    private static func isPart(_ line: String) -> Bool {
        let text = line.drop { $0 == " " }
        return text.hasPrefix("[") || text.hasPrefix("<") || text.hasPrefix("?") || frame(line) != nil
    }

    /// `name+0x1/0x2 [module]` of a line; nil for markers, and for frames that the unwinder doubts.
    private static func frame(_ line: String) -> String? {
        var words = line.prefix(512).split(separator: " ")[...]
        while let word = words.first, word.hasPrefix("["), word.hasSuffix("]") { words = words.dropFirst() }
        guard let word = words.first, word.contains("+0x"), word.contains("/0x") else { return nil }
        let module = words.dropFirst().first.flatMap { $0.hasPrefix("[") && $0.hasSuffix("]") ? " \($0)" : nil }
        return Clean.line(word + (module ?? ""), limit: 100)
    }
}

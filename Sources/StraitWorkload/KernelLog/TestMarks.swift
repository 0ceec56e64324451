// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// The KTAP lines that `strait-guest test` (images/guest/test.c) repeats in the kernel's log. They show which test was
/// running at the time of a report, and they are all that is left of the output if the guest is lost.
struct TestMarks: Sendable {
    /// The prefix of these lines (`TEST_MARK` in images/guest/guest.h).
    static let prefix = Array("strait-test: ".utf8)
    /// How many bytes of them to keep.
    static let largest = 1 << 20

    /// The output, as far as it was repeated.
    private(set) var output: [UInt8] = []
    /// The test that has started and not ended.
    var running: String?

    /// Takes a line; false if it is not such a line.
    mutating func take(_ line: LogLine) -> Bool {
        guard line.starts(with: Self.prefix) else { return false }
        let text = line.text.dropFirst(Self.prefix.count)
        if output.count + text.count < Self.largest { output += text + [0x0a] }
        let words = Bytes.readable(text, limit: 256).split(separator: " ")
        if words.count > 2, words[0] == "#", words[1] == "RUN" {
            running = String(words[2])
        } else if words.first == "ok" || words.prefix(2) == ["not", "ok"] {
            running = nil
        }
        return true
    }
}

// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// The lines of KTAP that `strait-guest test` (images/guest/test.c) repeats in the kernel's log: they say which test was running when the
/// kernel reported something, and they are what is left of the output where the guest was lost.
struct TestMarks: Sendable {
    /// What each of these lines begins with (`TEST_MARK` in images/guest/guest.h).
    static let prefix = Array("strait-test: ".utf8)
    /// As much of them as is kept.
    static let largest = 1 << 20

    /// The output, as far as it was repeated.
    private(set) var output: [UInt8] = []
    /// The test that has begun and not ended.
    var running: String?

    /// Takes the line, where it is such a line.
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

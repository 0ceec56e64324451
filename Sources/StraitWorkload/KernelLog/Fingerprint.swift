// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// The same value for the same report in another boot: kind, title and functions of the trace, without anything that differs from
/// boot to boot or that a rebuilt kernel changes.
enum Fingerprint {
    private static let innermost = 4
    private static let outermost = 6

    /// `location` is the function where it happened, `trace` those that led there, the innermost first.
    static func of(kind: KernelReport.Kind, title: String, location: String?, trace: [String]) -> String {
        let functions =
            switch kind {
            // A watchdog finds a task wherever in its loop it is at that moment; how it got into the loop is not chance.
            case .stall: Array(trace.filter { !StackFrame.isEntry($0) }.suffix(outermost))
            default: Array(((location.map { [$0] } ?? []) + trace.filter { $0 != location }).prefix(innermost))
            }
        let text = ([kind.rawValue, normalized(title)] + functions).joined(separator: "\n")
        return kind.rawValue + "-" + StableDigest.of(text)
    }

    /// The title with every number (address, line, process, CPU, time) as `#`, and without the process it happened to hit.
    static func normalized(_ title: String) -> String {
        var result = ""
        var word: [UInt8] = []
        func flush() {
            guard !word.isEmpty else { return }
            if isNumber(word) {
                result += "#"
            } else {
                result += collapsed(word)
            }
            word.removeAll(keepingCapacity: true)
        }
        for byte in withoutProcess(title).utf8.prefix(512) {
            if isWordByte(byte) {
                word.append(byte)
            } else {
                flush()
                result.unicodeScalars.append(Unicode.Scalar(byte))
            }
        }
        flush()
        return result
    }

    /// `Comm: x`, `[x:12]`, `x/12` at the end: whom it hit is chance; where it happened is not.
    private static func withoutProcess(_ title: String) -> String {
        let bytes = Array(title.utf8)
        let ends = [" Comm: ", ", CPU#", " [", " in process "].compactMap { Bytes.find(Array($0.utf8), in: bytes) }
        return ends.min().map { String(decoding: bytes[..<$0], as: UTF8.self) } ?? title
    }

    /// Hexadecimal with `0x`, or of hexadecimal digits with a decimal one among them, or long enough to be an address.
    private static func isNumber(_ word: [UInt8]) -> Bool {
        let digits = word.starts(with: Array("0x".utf8)) ? word.dropFirst(2) : word[...]
        guard !digits.isEmpty, digits.allSatisfy({ isHexDigit($0) }) else { return false }
        return digits.count < word.count || digits.count >= 8 || digits.contains { (0x30...0x39).contains($0) }
    }

    /// Runs of digits inside a word as `#`.
    private static func collapsed(_ word: [UInt8]) -> String {
        var result = ""
        var inNumber = false
        for byte in word {
            let isDigit = (0x30...0x39).contains(byte)
            if !(isDigit && inNumber) { result.unicodeScalars.append(isDigit ? "#" : Unicode.Scalar(byte)) }
            inNumber = isDigit
        }
        return result
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte) || (0x41...0x46).contains(byte)
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte) || (0x41...0x5a).contains(byte) || byte == 0x5f
    }
}

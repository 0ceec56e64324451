// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// A value that is equal for the same report in different boots: kind, title and functions of the trace, without
/// anything that differs between boots or after a rebuild.
enum Fingerprint {
    private static let innermost = 4
    private static let outermost = 6

    /// `location` is the function of the fault, `trace` its callers, the innermost first.
    static func of(kind: KernelReport.Kind, title: String, location: String?, trace: [String]) -> String {
        let functions =
            switch kind {
            // A watchdog interrupts a task anywhere in a loop, so only the outermost functions are stable.
            case .stall: Array(trace.filter { !StackFrame.isEntry($0) }.suffix(outermost))
            default: Array(((location.map { [$0] } ?? []) + trace.filter { $0 != location }).prefix(innermost))
            }
        let text = ([kind.rawValue, normalized(title)] + functions).joined(separator: "\n")
        return kind.rawValue + "-" + StableDigest.of(text)
    }

    /// The title with every number (address, line, process, CPU, time) as `#`, and without the name of the process.
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

    /// Removes `Comm: x`, `[x:12]`, and `x/12` at the end: the process is random, the place of the fault is not.
    private static func withoutProcess(_ title: String) -> String {
        let bytes = Array(title.utf8)
        let ends = [" Comm: ", ", CPU#", " [", " in process "].compactMap { Bytes.find(Array($0.utf8), in: bytes) }
        return ends.min().map { String(decoding: bytes[..<$0], as: UTF8.self) } ?? title
    }

    /// Whether a word is a number: hexadecimal with `0x`, or hexadecimal digits including a decimal one, or long enough
    /// for an address.
    private static func isNumber(_ word: [UInt8]) -> Bool {
        let digits = word.starts(with: Array("0x".utf8)) ? word.dropFirst(2) : word[...]
        guard !digits.isEmpty, digits.allSatisfy({ isHexDigit($0) }) else { return false }
        return digits.count < word.count || digits.count >= 8 || digits.contains { (0x30...0x39).contains($0) }
    }

    /// The digits inside a word as `#`.
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

// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// One line of our probe: `strait-probe/1 op=reserve size=0x10000000 … step=none errno=0`.
public struct ProbeAnswer: Sendable, Equatable {
    static let mark = "strait-probe/1 "

    /// What was asked.
    public var operation: String
    /// Everything that it says, by key.
    public var values: [String: String]

    /// Parses one line; nil for a line that is no answer of the probe's.
    public init?(parsing line: String) {
        guard line.hasPrefix(Self.mark) else { return nil }
        let values = Self.pairs(line.dropFirst(Self.mark.count))
        guard let operation = values["op"] else { return nil }
        self.operation = operation
        self.values = values
    }

    /// The errno's name, where the answer is no. An answer without one is no answer to trust: `EPROTO`.
    public var errno: String? {
        guard let name = values["errno"] else { return "EPROTO" }
        return name == "0" ? nil : name
    }

    /// The rung that the request fell from.
    public var failedRung: Rung? {
        switch values["step"] {
        case "reserve": .reserve
        case "init": .`init`
        default: nil
        }
    }

    /// A number: decimal, or hexadecimal with `0x`.
    public func number(_ key: String) -> UInt64? {
        guard let text = values[key] else { return nil }
        return text.hasPrefix("0x") ? UInt64(text.dropFirst(2), radix: 16) : UInt64(text)
    }

    /// The address under `key`; nil where it is not there.
    public func address(_ key: String) -> Address? { number(key).map { Address($0) } }

    /// Where the region was granted; nil where nothing was, or where no address space is needed.
    public var start: Address? { address("start").flatMap { $0.value == 0 ? nil : $0 } }

    /// `key=value` words, the first of each key; 64 at most.
    static func pairs(_ text: Substring) -> [String: String] {
        var values: [String: String] = [:]
        for word in text.split(separator: " ", maxSplits: 64) {
            let pair = word.split(separator: "=", maxSplits: 1)
            if pair.count == 2, values[String(pair[0])] == nil {
                values[String(pair[0])] = String(pair[1].prefix(128))
            }
        }
        return values
    }
}

/// What became of loading or unloading a module: `strait-load/1 ok`, `strait-unload/1 errno=EBUSY`.
enum ModuleAnswer: Equatable {
    case done
    case refused(errno: String)
    /// The helper itself did not get that far; what was said instead.
    case none(String)

    /// The answer of `verb` among these lines, the last one where there are several.
    init(_ verb: String, in lines: [String]) {
        let mark = "strait-\(verb)/1 "
        guard let line = lines.last(where: { $0.hasPrefix(mark) }) else {
            self = .none(lines.last { !$0.isEmpty } ?? "no answer")
            return
        }
        let answer = line.dropFirst(mark.count)
        if answer == "ok" {
            self = .done
        } else if let errno = ProbeAnswer.pairs(answer)["errno"] {
            self = .refused(errno: errno)
        } else {
            self = .none(line)
        }
    }
}

/// What `test_hmm` says of its memory in the kernel's log: the proof that it has any. The wording differs between versions.
struct TestHMMProof: Equatable {
    var totalMiB: Int
    var chunks: Int
    /// Page frame numbers, the end exclusive.
    var frames: Range<UInt64>

    /// `added new 256 MB chunk (total 1 chunks, 256 MB) PFNs [0x7ff0000 0x8000000)`; nil for any other line.
    init?(_ line: String) {
        guard line.utf8.count < 512 else { return nil }
        let words = line.split { " ()[,".contains($0) }.map(String.init)
        guard let start = words.firstIndex(of: "added"), words.count >= start + 12, words[start + 1] == "new",
            Array(words[(start + 3)...(start + 5)]) == ["MB", "chunk", "total"], words[start + 7] == "chunks",
            let chunks = Int(words[start + 6]), let total = Int(words[start + 8]), words[start + 9] == "MB",
            let marker = words[(start + 10)...].firstIndex(of: "PFNs"), words.count >= marker + 3,
            let first = Address(hex: words[marker + 1]), let end = Address(hex: words[marker + 2]), first < end
        else { return nil }
        totalMiB = total
        self.chunks = chunks
        frames = first.value..<end.value
    }
}

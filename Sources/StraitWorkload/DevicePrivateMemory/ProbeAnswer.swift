// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// One line of output of our probe: `strait-probe/1 op=reserve size=0x10000000 … step=none errno=0`.
public struct ProbeAnswer: Sendable, Equatable {
    static let mark = "strait-probe/1 "

    /// The operation that was requested.
    public var operation: String
    /// All values, by key.
    public var values: [String: String]

    /// Parses one line; nil if it is no answer of the probe.
    public init?(parsing line: String) {
        guard line.hasPrefix(Self.mark) else { return nil }
        let values = Words.pairs(line.dropFirst(Self.mark.count))
        guard let operation = values["op"] else { return nil }
        self.operation = operation
        self.values = values
    }

    /// The error, if the request failed. An answer without one cannot be trusted: `EPROTO`.
    public var errno: Errno? {
        let name = values["errno"]
        return name == "0" ? nil : name.flatMap(Errno.init) ?? .eproto
    }

    /// The rung at which the request failed.
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

    /// The address for `key`; nil if it is missing.
    public func address(_ key: String) -> Address? { number(key).map { Address($0) } }

    /// The address of the region; nil if nothing was granted, or if no address space is needed.
    public var start: Address? { address("start").flatMap { $0.value == 0 ? nil : $0 } }
}

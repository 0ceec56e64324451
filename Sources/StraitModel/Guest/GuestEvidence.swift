// SPDX-License-Identifier: Apache-2.0

/// What the guest itself shows of its machine: its answers as they came, of which each axis reads what concerns it. Every one of them
/// is a claim of the guest's.
public struct GuestEvidence: Sendable, Equatable {
    /// The architecture that was booted.
    public let architecture: Architecture
    /// What the kernel's configuration says of it; nil until that is known.
    public var kernel: KernelFacts?
    /// `uname -r`.
    public var release: String?
    /// The answers, by the names of their questions.
    public var answers: [String: GuestAnswer] = [:]
    /// `/proc/iomem`.
    public var ranges: [MemoryRange] = []
    /// What the probe says of the kernel, by its own keys.
    public var probe: [String: String] = [:]
    /// Where the kernel put itself.
    public var layout: Layout?

    /// Nothing shown yet.
    public init(architecture: Architecture) { self.architecture = architecture }

    /// The answer to a question; without lines where there was none.
    public subscript(question: GuestQuestion) -> GuestAnswer { answers[question.name] ?? GuestAnswer() }

    /// Everything of `/proc/iomem` that begins at 4 GiB or above.
    public var highRanges: [MemoryRange] { ranges.filter { $0.start.value >= 1 << 32 } }

    /// A number that the probe says: decimal, or hexadecimal with `0x`.
    public func probeNumber(_ key: String) -> UInt64? {
        guard let text = probe[key] else { return nil }
        return text.hasPrefix("0x") ? UInt64(text.dropFirst(2), radix: 16) : UInt64(text)
    }
}

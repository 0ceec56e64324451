// SPDX-License-Identifier: Apache-2.0

/// What the guest shows of its machine: the unprocessed answers, from which each axis reads its value. The guest is not
/// trusted.
public struct GuestEvidence: Sendable, Equatable {
    /// The architecture that was booted.
    public let architecture: Architecture
    /// The facts of the kernel's configuration; nil until they are known.
    public var kernel: KernelFacts?
    /// `uname -r`.
    public var release: String?
    /// The answers, by the names of their questions.
    public var answers: [String: GuestAnswer] = [:]
    /// `/proc/iomem`.
    public var ranges: [MemoryRange] = []
    /// What the probe reports, by its own keys.
    public var probe: [String: String] = [:]
    /// The kernel's layout.
    public var layout: Layout?

    /// Makes evidence without answers.
    public init(architecture: Architecture) { self.architecture = architecture }

    /// The answer to a question; without lines if there was none.
    public subscript(question: GuestQuestion) -> GuestAnswer { answers[question.name] ?? GuestAnswer() }

    /// The ranges of `/proc/iomem` that begin at 4 GiB or above.
    public var highRanges: [MemoryRange] { ranges.filter { $0.start.value >= 1 << 32 } }

    /// A number that the probe reports: decimal, or hexadecimal with `0x`.
    public func probeNumber(_ key: String) -> UInt64? {
        guard let text = probe[key] else { return nil }
        return text.hasPrefix("0x") ? UInt64(text.dropFirst(2), radix: 16) : UInt64(text)
    }
}

// SPDX-License-Identifier: Apache-2.0

/// What became of a cell (DESIGN.md, "What each outcome means").
public enum Outcome: String, Sendable, Codable, CaseIterable {
    /// Every rung, and nothing in the kernel's log that counts.
    case passed
    /// The kernel answered no.
    case failed
    /// Panic, oops, BUG or a report in the path.
    case crashed
    /// No progress before the rung's deadline.
    case hung
    /// The question makes no sense there; always with the reason.
    case unsupported
    /// The guest is not what was asked for.
    case invalid
    /// Trouble of libvirt, QEMU, SSH or the disk; no verdict on the kernel.
    case infrastructure

    /// Whether it says something about the kernel: what exit code 0 needs of every cell that was run.
    public var isVerdictOnKernel: Bool {
        switch self {
        case .passed, .failed, .crashed, .hung: true
        case .unsupported, .invalid, .infrastructure: false
        }
    }
}

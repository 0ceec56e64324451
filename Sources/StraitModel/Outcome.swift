// SPDX-License-Identifier: Apache-2.0

/// The outcome of a cell.
public enum Outcome: String, Sendable, Codable, CaseIterable {
    /// Every rung passed, and the kernel's log has nothing that counts.
    case passed
    /// The kernel refused.
    case failed
    /// Panic, oops, BUG, or a report during the workload.
    case crashed
    /// No progress before the rung's deadline.
    case hung
    /// The request is impossible there; always with a reason.
    case unsupported
    /// The guest is not what was requested.
    case invalid
    /// Trouble with libvirt, QEMU, SSH or the disk; no verdict on the kernel.
    case infrastructure

    /// Whether it says something about the kernel. Exit code 0 needs that for every cell that ran.
    public var isVerdictOnKernel: Bool {
        switch self {
        case .passed, .failed, .crashed, .hung: true
        case .unsupported, .invalid, .infrastructure: false
        }
    }
}

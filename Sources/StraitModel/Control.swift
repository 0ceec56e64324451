// SPDX-License-Identifier: Apache-2.0

/// A cell with a known outcome. If it ends differently, strait judges wrongly, and no verdict of the run can be
/// trusted. All controls are x86_64, because only there the address width can be set.
public enum Control: String, Sendable, Codable, CaseIterable {
    /// Device memory does not fit into 32 bits.
    case mustFail = "must-fail"
    /// Device memory fits into 46 bits.
    case mustPass = "must-pass"
    /// The kernel finds no program to start.
    case mustPanic = "must-panic"
    /// strait kills the QEMU from outside, to see whether it notices.
    case mustDie = "must-die"

    /// Why the control proves nothing on a kernel with these facts; nil if it does.
    public func objection(to facts: KernelFacts) -> String? {
        guard self == .mustFail, facts.interface != "range" else { return nil }
        return "device memory takes no address space in this kernel; name another one, as in controls: NAME"
    }

    /// Whether its QEMU is killed after the login.
    public var losesQEMU: Bool { self == .mustDie }
}

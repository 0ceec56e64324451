// SPDX-License-Identifier: Apache-2.0

/// A cell whose outcome is known beforehand: where it comes to another, strait judges wrongly, and so may every other verdict of the
/// run be. All of them are x86_64, where a width can be set.
public enum Control: String, Sendable, Codable, CaseIterable {
    /// There is no room for device memory in 32 bits.
    case mustFail = "must-fail"
    /// There is plenty in 46.
    case mustPass = "must-pass"
    /// The kernel finds nothing to start.
    case mustPanic = "must-panic"
    /// QEMU is killed under it, by strait's own hand but behind its back.
    case mustDie = "must-die"

    /// Why the control proves nothing on a kernel with these facts; nil where it does.
    public func objection(to facts: KernelFacts) -> String? {
        guard self == .mustFail, facts.interface != "range" else { return nil }
        return "device memory takes no address space in this kernel; name another one, as in controls: NAME"
    }

    /// Whether its QEMU is killed once somebody is logged in to the guest.
    public var losesQEMU: Bool { self == .mustDie }
}

// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// Everything that a domain is made of: a guest's machine and what it boots. A plain value; ``DomainXML`` renders it.
public struct DomainPlan: Sendable, Equatable {
    /// The name of the virtio-serial port that SSH goes through; the guest's bridge looks for it.
    public static let channelName = "strait.ssh"

    /// The domain's name; unique on its connection.
    public var name: String
    /// The machine.
    public var setup: GuestSetup
    /// Path of the kernel.
    public var kernelPath: String
    /// Path of the initramfs, the run's keys included.
    public var initramfsPath: String
    /// How the processor is run.
    public var acceleration: Acceleration
    /// Path of a socket on which QEMU waits for a debugger; nil: it does not.
    public var debugSocket: String?

    /// The CPU features that are switched on or off: what the machine asks for, and what would only cost time under emulation.
    var features: [GuestSetup.Feature] {
        let asked = Set(setup.features.map(\.name))
        let without = acceleration == .tcg ? setup.architecture.platform.processors.unemulated : []
        return setup.features
            + without.filter { !asked.contains($0) }.map { GuestSetup.Feature($0, enabled: false) }
    }

    /// A domain to be.
    public init(
        name: String, setup: GuestSetup, kernelPath: String, initramfsPath: String, acceleration: Acceleration = .tcg,
        debugSocket: String? = nil
    ) {
        self.name = name
        self.setup = setup
        self.kernelPath = kernelPath
        self.initramfsPath = initramfsPath
        self.acceleration = acceleration
        self.debugSocket = debugSocket
    }
}

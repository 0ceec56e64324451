// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// A guest's machine and what it boots, as a plain value. ``DomainXML`` renders it.
public struct DomainPlan: Sendable, Equatable {
    /// The name of the virtio-serial port for SSH, which the guest's bridge looks for.
    public static let channelName = "strait.ssh"

    /// The domain's name; unique on its connection.
    public var name: String
    /// The machine.
    public var setup: GuestSetup
    /// Path of the kernel.
    public var kernelPath: String
    /// Path of the initramfs, including the run's keys.
    public var initramfsPath: String
    /// How the processor runs.
    public var acceleration: Acceleration
    /// Path of a socket on which QEMU waits for a debugger; nil for none.
    public var debugSocket: String?

    /// The CPU features to switch on or off: those that the machine requests, and those that are slow under emulation.
    var features: [GuestSetup.Feature] {
        let asked = Set(setup.features.map(\.name))
        let without = acceleration == .tcg ? setup.architecture.platform.processors.unemulated : []
        return setup.features
            + without.filter { !asked.contains($0) }.map { GuestSetup.Feature($0, enabled: false) }
    }

    /// Makes a plan.
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

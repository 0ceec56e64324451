// SPDX-License-Identifier: Apache-2.0

/// How the processor of a guest is run.
public enum Acceleration: String, Sendable, Codable, CaseIterable {
    /// Software emulation: QEMU's TCG.
    case tcg
    /// The host's own processor, where it really runs a guest.
    case kvm
}

/// How a host runs the guests of an architecture, found out by booting one.
public struct GuestSpeed: Sendable, Codable, Equatable {
    /// The architecture.
    public var architecture: Architecture
    /// How its guests' processors are run.
    public var acceleration: Acceleration
    /// Why not faster; nil where there is nothing to say.
    public var reason: String?
    /// From the start of a guest to its readiness, in seconds; nil where the boot that measures it came to nothing.
    public var bootSeconds: Double?

    /// A speed.
    public init(architecture: Architecture, acceleration: Acceleration, reason: String?, bootSeconds: Double?) {
        self.architecture = architecture
        self.acceleration = acceleration
        self.reason = reason
        self.bootSeconds = bootSeconds
    }

    /// How many times as long as on the reference host something takes, told by a boot of `seconds`. Never below a half, so that no
    /// deadline becomes shorter than a host that is suddenly busy needs; never above 50, so that a guest that does hang is noticed.
    public static func slowness(of architecture: Architecture, boot seconds: Double) -> Double {
        min(max(seconds / architecture.platform.referenceBoot, 0.5), 50)
    }

    /// How many times as long as on the reference host something takes.
    public var slowness: Double { bootSeconds.map { Self.slowness(of: architecture, boot: $0) } ?? 1 }

    /// From the start of a guest to its readiness, in seconds: as measured, or as on the reference host.
    public var expectedBoot: Double { bootSeconds ?? architecture.platform.referenceBoot }
}

extension GuestSetup {
    /// Why this machine has to be emulated although the host could run its architecture; nil where it need not be.
    public var needsEmulation: String? {
        guard case .impossible(let reason) = architecture.platform.machine.hardware(self) else { return nil }
        return reason
    }
}

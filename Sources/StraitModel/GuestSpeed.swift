// SPDX-License-Identifier: Apache-2.0

/// How a guest's processor runs.
public enum Acceleration: String, Sendable, Codable, CaseIterable {
    /// Software emulation: QEMU's TCG.
    case tcg
    /// The host's own processor (KVM), if it really runs a guest.
    case kvm
}

/// How a host runs guests of an architecture, measured with a boot.
public struct GuestSpeed: Sendable, Codable, Equatable {
    /// The architecture.
    public var architecture: Architecture
    /// How the processor runs.
    public var acceleration: Acceleration
    /// Why it is not KVM; nil if there is nothing to say.
    public var reason: String?
    /// Seconds from the start of a guest until it is ready; nil if the measuring boot failed.
    public var bootSeconds: Double?

    /// Makes a speed.
    public init(architecture: Architecture, acceleration: Acceleration, reason: String?, bootSeconds: Double?) {
        self.architecture = architecture
        self.acceleration = acceleration
        self.reason = reason
        self.bootSeconds = bootSeconds
    }

    /// How many times slower than the reference host this host is, from a boot of `seconds`. At least 0.5, so that
    /// deadlines stay long enough for a host that becomes busy; at most 50, so that a hanging guest is noticed.
    public static func slowness(of architecture: Architecture, boot seconds: Double) -> Double {
        min(max(seconds / architecture.platform.referenceBoot, 0.5), 50)
    }

    /// How many times slower than the reference host this host is.
    public var slowness: Double { bootSeconds.map { Self.slowness(of: architecture, boot: $0) } ?? 1 }

    /// Seconds from the start of a guest until it is ready: as measured, or as on the reference host.
    public var expectedBoot: Double { bootSeconds ?? architecture.platform.referenceBoot }
}

extension GuestSetup {
    /// Why this machine needs emulation although the host could run its architecture; nil if it does not.
    public var needsEmulation: String? {
        guard case .impossible(let reason) = architecture.platform.machine.hardware(self) else { return nil }
        return reason
    }
}

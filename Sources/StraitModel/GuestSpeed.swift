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

    /// What the same boot takes under TCG on the host that the deadlines were set on (2 cores, QEMU 7.2, idle).
    static let reference: [Architecture: Double] = [.x86_64: 4.5, .aarch64: 3.0, .ppc64le: 6.0]

    /// How many times as long as on the reference host something takes, told by a boot of `seconds`. Never below a half, so that no
    /// deadline becomes shorter than a host that is suddenly busy needs; never above 50, so that a guest that does hang is noticed.
    public static func slowness(of architecture: Architecture, boot seconds: Double) -> Double {
        min(max(seconds / (reference[architecture] ?? seconds), 0.5), 50)
    }

    /// How many times as long as on the reference host something takes.
    public var slowness: Double { bootSeconds.map { Self.slowness(of: architecture, boot: $0) } ?? 1 }

    /// From the start of a guest to its readiness, in seconds: as measured, or as on the reference host.
    public var expectedBoot: Double { bootSeconds ?? Self.reference[architecture] ?? 5 }

    /// `x86_64 guests are emulated (TCG) and ready after 4.9 s, 1.1 times the reference's time; KVM: …`.
    public var sentence: String {
        let way = acceleration == .kvm ? "run on the processor itself (KVM)" : "are emulated (TCG)"
        let time = bootSeconds.map {
            " and ready after \(Self.tenths($0)) s, \(Self.tenths(slowness)) times the reference's time"
        }
        return "\(architecture.rawValue) guests \(way)\(time ?? "")" + (reason.map { "; \($0)" } ?? "")
    }

    private static func tenths(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}

extension GuestSetup {
    /// Why this machine has to be emulated although the host could run its architecture; nil where it need not be.
    public var needsEmulation: String? { Self.emulated[architecture]?(self) }

    private static let emulated: [Architecture: @Sendable (GuestSetup) -> String?] = [
        // The kernel draws its layout from RDRAND, which follows the seed only where QEMU plays the processor.
        .x86_64: { $0.seed == nil ? nil : "a seed has no effect on the processor's own RDRAND" },
        // A processor can be no other model than it is, and only QEMU's `max` means that.
        .aarch64: { $0.cpuModel == "max" ? nil : "the processor is no \($0.cpuModel)" },
        .ppc64le: { _ in "there is no such processor here" },
    ]
}

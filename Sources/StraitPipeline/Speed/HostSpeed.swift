// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitGuest
import StraitModel

/// Decides by a boot how guests run, and measures the speed.
struct HostSpeed: Sendable {
    let host: any GuestLauncher
    let cache: SpeedCache
    /// The requested way; nil for the fastest that works.
    let choice: Acceleration?
    /// Whether to boot even if the result is known.
    var isAnew = false
    /// Whether this user may use KVM.
    var hasKVM = FileManager.default.isReadableFile(atPath: "/dev/kvm")
    /// The architecture of guests that KVM can run.
    var hostArchitecture = Architecture.host

    /// How guests of an image's architecture run: from the cache, or by a boot that `tell` reports. Never throws: if
    /// the host cannot boot the image, each cell reports that itself.
    func speed(of image: GuestImage, files: @Sendable () async throws -> BootFiles, tell: (String) -> Void) async
        -> GuestSpeed
    {
        if !isAnew, choice == nil, let known = cache.read(image) { return known }
        let architecture = image.architecture
        tell("speed of \(architecture.rawValue) guests: booting one")
        do {
            let proof = AccelerationProof(host: host, files: try await files())
            let (objection, fast) = await hardware(image, proof)
            // If KVM was requested, it is used whatever the boot showed.
            let isHardware = fast != nil || choice == .kvm && architecture == hostArchitecture
            let seconds = if isHardware { fast } else { try await proof.boot(image, .tcg) }
            let speed = GuestSpeed(
                architecture: architecture, acceleration: isHardware ? .kvm : .tcg, reason: objection,
                bootSeconds: seconds)
            if choice == nil { cache.write(speed, image) }
            return speed
        } catch {
            return GuestSpeed(
                architecture: architecture, acceleration: .tcg,
                reason: "the boot for the measurement failed: \(error)",
                bootSeconds: nil)
        }
    }

    /// Why KVM does not run such guests, or how long a boot takes with it.
    private func hardware(_ image: GuestImage, _ proof: AccelerationProof) async -> (
        objection: String?, seconds: Double?
    ) {
        guard choice != .tcg else { return ("it was asked for", nil) }
        // KVM cannot run a foreign architecture; that needs no message.
        guard image.architecture == hostArchitecture else { return (nil, nil) }
        guard hasKVM else {
            return ("there is no /dev/kvm that this user may open", nil)
        }
        do {
            return (nil, try await proof.boot(image, .kvm))
        } catch {
            return ("there is /dev/kvm, but a guest does not boot with it: \(error)", nil)
        }
    }
}

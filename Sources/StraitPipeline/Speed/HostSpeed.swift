// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitGuest
import StraitModel

/// Decides how guests' processors are run, by proof, and learns how fast that is.
struct HostSpeed: Sendable {
    let host: any GuestLauncher
    let cache: SpeedCache
    /// What was asked for; nil: whatever works and is fastest.
    let choice: Acceleration?
    /// Whether to boot although the answer is known.
    var isAnew = false
    /// Whether this user may open the host's accelerator.
    var hasKVM = FileManager.default.isReadableFile(atPath: "/dev/kvm")
    /// The architecture whose guests the host's own processor may run.
    var hostArchitecture = Architecture.host

    /// How guests of an image's architecture are run: from the cache, else by a boot, of which `tell` is told. Never throws: a host that
    /// cannot boot it says so again with each cell, which is where it belongs.
    func speed(of image: GuestImage, files: @Sendable () async throws -> BootFiles, tell: (String) -> Void) async
        -> GuestSpeed
    {
        if !isAnew, choice == nil, let known = cache.read(image) { return known }
        let architecture = image.architecture
        tell("speed of \(architecture.rawValue) guests: booting one")
        do {
            let proof = AccelerationProof(host: host, files: try await files())
            let (objection, fast) = await hardware(image, proof)
            // Asked for, the host's own is used whatever a boot said.
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
                reason: "the boot that measures came to nothing: \(error)",
                bootSeconds: nil)
        }
    }

    /// Why the host's processor does not run such guests, or how long one takes on it.
    private func hardware(_ image: GuestImage, _ proof: AccelerationProof) async -> (
        objection: String?, seconds: Double?
    ) {
        guard choice != .tcg else { return ("it was asked for", nil) }
        // A foreign architecture is nobody's processor here, which needs no words.
        guard image.architecture == hostArchitecture else { return (nil, nil) }
        guard hasKVM else {
            return ("there is no /dev/kvm that this user may open", nil)
        }
        do {
            return (nil, try await proof.boot(image, .kvm))
        } catch {
            return ("/dev/kvm is there, and a guest does not boot with it: \(error)", nil)
        }
    }
}

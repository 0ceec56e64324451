// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitGuest
import StraitModel

/// Finds out by a boot whether a way to run guests works, and how fast it is.
struct AccelerationProof: Sendable {
    /// How long a boot may take. KVM needs a second or two; emulation more, especially on a busy host.
    private static let limits: [Acceleration: Duration] = [.kvm: .seconds(30), .tcg: .seconds(180)]

    let host: any GuestLauncher
    let files: BootFiles

    /// Boots a guest until its SSH server answers; returns the time in seconds. Errors: whatever stopped the boot.
    func boot(_ image: GuestImage, _ acceleration: Acceleration) async throws -> Double {
        guard let initramfs = files.initramfs(of: image) else {
            throw StraitError(.infrastructure, "there is no initramfs for the proof")
        }
        var setup = GuestSetup(architecture: image.architecture)
        if acceleration == .kvm { setup.cpuModel = "max" }
        let limit = Self.limits[acceleration] ?? .seconds(180)
        let plan = DomainPlan(
            name: "strait-proof-\(UUID().uuidString.prefix(8).lowercased())", setup: setup,
            kernelPath: files.kernel(of: image), initramfsPath: initramfs, acceleration: acceleration)
        let start = GuestClock.now
        let guest = try await host.launch(plan) { _ in }
        do {
            async let channel = guest.openChannel(limit: limit)
            try await guest.resume()
            close(try await channel)
            let seconds = (GuestClock.now - start) / .seconds(1)
            try await guest.destroy()
            return seconds
        } catch {
            let words = guest.lastWords
            try await guest.destroy()
            throw StraitError(.infrastructure, "\(error)", cause: words)
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitGuest
import StraitModel

/// Finds out whether a way to run a guest's processor works, and how fast it is, by booting one.
struct AccelerationProof: Sendable {
    /// How long a guest may take to be ready. An accelerator needs a second or two; emulation the rest, on a busy host too.
    private static let limits: [Acceleration: Duration] = [.kvm: .seconds(30), .tcg: .seconds(180)]

    let host: any GuestLauncher
    let files: BootFiles

    /// Boots a guest until its SSH server answers; the seconds that took. Throws what stopped it.
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

// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitGuest
import StraitImage
import StraitModel
import StraitSSH

/// Finds out whether a way to run a guest's processor works, by booting one.
struct AccelerationProof: Sendable {
    /// What a boot takes under emulation on a busy host, several times over; with an accelerator it is a second or two.
    private static let limit = Duration.seconds(60)

    let host: GuestHost
    let cache: String

    /// Boots a guest until its SSH server answers; the seconds that took. Throws what stopped it.
    func boot(_ image: GuestImage, _ acceleration: DomainPlan.Acceleration) async throws -> Double {
        let scratch = try Scratch(below: "\(cache)/boot")
        let keys = try await RunKeys.make(in: scratch.path, authorizedKey: try SSHKeys.generate().authorizedKey)
        let plan = DomainPlan(
            name: "strait-proof-\(UUID().uuidString.prefix(8).lowercased())",
            setup: GuestSetup(architecture: image.architecture), kernelPath: image.kernelPath,
            initramfsPath: try keys.bootInitramfs(for: image, in: scratch.path), acceleration: acceleration)
        let start = ContinuousClock.now
        let guest = try await host.start(plan) { _ in }
        do {
            async let channel = guest.openChannel(limit: Self.limit)
            try await guest.resume()
            close(try await channel)
            try await guest.destroy()
        } catch {
            let words = guest.lastWords
            try await guest.destroy()
            throw StraitError(.infrastructure, "\(error)", cause: words)
        }
        return (ContinuousClock.now - start) / .seconds(1)
    }
}

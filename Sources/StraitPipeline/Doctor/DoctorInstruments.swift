// SPDX-License-Identifier: Apache-2.0

import StraitGuest
import StraitImage
import StraitModel

/// What the doctor checks with: the programs, libvirt and images of this host; tests use others.
struct DoctorInstruments: Sendable {
    /// Checks a program by asking for its version.
    var version: @Sendable (_ program: String, _ package: String) async -> ImageTools.Tool
    /// Checks the programs that make images.
    var tools: @Sendable () async -> [ImageTools.Tool]
    /// Connects to libvirt.
    var connect: @Sendable () async throws -> any GuestLauncher
    /// The image for an architecture, if it is in the cache.
    var image: @Sendable (Architecture) async throws -> GuestImage?

    /// The instruments for this host.
    static func standard(_ locations: Locations) -> DoctorInstruments {
        DoctorInstruments(
            version: { await ImageTools.version(of: $0, package: $1) }, tools: { await ImageTools.examine() },
            connect: { try await GuestHost.connect(to: .embedded(below: "\(locations.runtime)/libvirt")) },
            image: { architecture in
                try await ImageStore(cache: locations.cache, recipes: locations.recipes)
                    .cached(.standard, for: architecture)
            })
    }
}

// SPDX-License-Identifier: Apache-2.0

import StraitGuest
import StraitImage
import StraitModel

/// What a doctor looks with: the programs, libvirt and images of this host, and in tests others.
struct DoctorInstruments: Sendable {
    /// A program by what it says of its version.
    var version: @Sendable (_ program: String, _ package: String) async -> ImageTools.Tool
    /// The programs that make images.
    var tools: @Sendable () async -> [ImageTools.Tool]
    /// The connection that guests are started on.
    var connect: @Sendable () async throws -> any GuestLauncher
    /// The image for an architecture where it is in the cache.
    var image: @Sendable (Architecture) async throws -> GuestImage?

    /// Those of this host.
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

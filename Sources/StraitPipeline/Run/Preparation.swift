// SPDX-License-Identifier: Apache-2.0

import StraitGuest
import StraitModel
import StraitSystem

/// Everything that a run has in hand before its first cell, besides the cells and their images: where guests run, how many at a time, what
/// they boot, and how fast they are there.
struct Preparation: Sendable {
    let host: any GuestLauncher
    let capacity: HostCapacity
    /// Made when it is first needed: a run whose cells are all settled boots nothing.
    let files: AsyncLazy<BootFiles>
    /// How the processors of each architecture among the images are run.
    let speeds: [GuestSpeed]

    /// Connects, and measures what is not known yet. Errors: `request` and `infrastructure`, where guests cannot be run at all.
    static func of(
        _ request: RunRequest, _ images: ImageSet, events: @Sendable (RunEvent) -> Void
    ) async throws -> Preparation {
        let host = try await GuestHost.connect(to: request.address)
        let files = AsyncLazy {
            try await BootFiles.make(for: images.all, connection: request.connection, cache: request.locations.cache)
        }
        let speed = HostSpeed(
            host: host,
            cache: SpeedCache(
                cache: request.locations.cache, connection: request.connection, versions: host.versions),
            choice: request.acceleration)
        var speeds: [GuestSpeed] = []
        for architecture in Architecture.allCases {
            guard let image = images.all.first(where: { $0.architecture == architecture }) else { continue }
            speeds.append(await speed.speed(of: image, files: files.get) { events(.preparing($0)) })
        }
        return Preparation(host: host, capacity: .measured(), files: files, speeds: speeds)
    }
}

// SPDX-License-Identifier: Apache-2.0

import StraitGuest
import StraitModel
import StraitSystem

/// What a run prepares before its first cell: the connection for guests, how many run at once, the files that they
/// boot, and their speed.
struct Preparation: Sendable {
    let host: any GuestLauncher
    let capacity: HostCapacity
    /// Made on demand: a run may have no cell to boot.
    let files: AsyncLazy<BootFiles>
    /// How guests of each architecture run.
    let speeds: [GuestSpeed]

    /// Connects to libvirt, and measures speeds that are unknown. Errors: `request` and `infrastructure` if no guest
    /// can run.
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

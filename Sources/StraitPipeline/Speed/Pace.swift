// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import Synchronization

/// How far deadlines are stretched: by the measured speed of the host, by what the boots of this very run have shown since, and by how
/// many processes want its processors now. Only ever upwards from the measured speed: a false `hung` costs more than a late true one.
final class Pace: Sendable {
    private let speeds: [Architecture: GuestSpeed]
    private let patience: Double
    private let slowest: Mutex<[Architecture: Double]>

    /// `patience` is a factor on everything.
    init(_ speeds: [GuestSpeed], patience: Double) {
        self.speeds = Dictionary(speeds.map { ($0.architecture, $0) }) { first, _ in first }
        self.patience = patience
        slowest = Mutex([:])
    }

    /// How a cell's processor is run.
    func acceleration(of cell: Cell) -> Acceleration {
        guard cell.setup.needsEmulation == nil else { return .tcg }
        return speeds[cell.architecture]?.acceleration ?? .tcg
    }

    /// The factor for the deadlines of a guest of an architecture from now on; with the seconds of its own boot, once that is known.
    func scale(_ architecture: Architecture, boot: Double? = nil) -> Double {
        let shown = boot.map { GuestSpeed.slowness(of: architecture, boot: $0) } ?? 0
        let known = slowest.withLock { slowest in
            slowest[architecture] = max(slowest[architecture] ?? 0, shown)
            return slowest[architecture] ?? 0
        }
        return max(speeds[architecture]?.slowness ?? 1, known) * Self.pressure * patience
    }

    /// How many processes want each processor, at the least one.
    private static var pressure: Double {
        var load = 0.0
        guard getloadavg(&load, 1) == 1 else { return 1 }
        return max(1, load / Double(ProcessInfo.processInfo.activeProcessorCount))
    }
}

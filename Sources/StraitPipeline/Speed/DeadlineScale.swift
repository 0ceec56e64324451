// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import Synchronization

/// How far deadlines are stretched: by what the boots of a kernel in this very run have shown, the slowest of them, and before the first
/// by the measured speed of the host; and by how many processes want its processors now. A false `hung` costs more than a late true one,
/// but one kernel that is full of checks, and slow, says nothing of the others.
final class DeadlineScale: Sendable {
    private let speeds: [Architecture: GuestSpeed]
    private let patience: Double
    private let slowest: Mutex<[Kernel: Double]>

    private struct Kernel: Hashable {
        let name: String
        let architecture: Architecture
    }

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

    /// About how long a cell takes, in seconds: an order, not a prediction. Beside the boot, the kernel's own tests are what takes time;
    /// under emulation they take one and a half times as long as it.
    func seconds(of cell: Cell) -> Double {
        let boot = speeds[cell.architecture]?.expectedBoot ?? 5
        return cell.workload.suites.isEmpty ? boot : boot * 2.5
    }

    /// The factor for the deadlines of a cell's guest from now on; with the seconds of its own boot, once that is known.
    func scale(_ cell: Cell, boot: Double? = nil) -> Double {
        let kernel = Kernel(name: cell.kernel, architecture: cell.architecture)
        let measured = speeds[cell.architecture]?.slowness ?? 1
        let shown = slowest.withLock { slowest in
            guard let boot else { return slowest[kernel] }
            let slowness = GuestSpeed.slowness(of: cell.architecture, boot: boot)
            slowest[kernel] = max(slowest[kernel] ?? 0, slowness)
            return slowest[kernel]
        }
        // One boot at a good moment is no reason to be quicker than on the reference host, unless this host is known to be.
        return (shown.map { max($0, min(measured, 1)) } ?? measured) * Self.pressure * patience
    }

    /// How many processes want each processor, at the least one.
    private static var pressure: Double {
        var load = 0.0
        guard getloadavg(&load, 1) == 1 else { return 1 }
        return max(1, load / Double(ProcessInfo.processInfo.activeProcessorCount))
    }
}

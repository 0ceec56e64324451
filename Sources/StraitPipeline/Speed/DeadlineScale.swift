// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import Synchronization

/// The factor for deadlines. It comes from the slowest boot of a kernel in this run or, before the first boot, from the
/// measured speed of the host, and from the load of the processors. A false `hung` costs more than a late one. A slow
/// kernel with many checks does not affect the others.
final class DeadlineScale: Sendable {
    private let speeds: [Architecture: GuestSpeed]
    private let patience: Double
    private let slowest: Mutex<[Kernel: Double]>

    private struct Kernel: Hashable {
        let name: String
        let architecture: Architecture
    }

    /// `patience` is an additional factor.
    init(_ speeds: [GuestSpeed], patience: Double) {
        self.speeds = Dictionary(speeds.map { ($0.architecture, $0) }) { first, _ in first }
        self.patience = patience
        slowest = Mutex([:])
    }

    /// How a cell's guest runs.
    func acceleration(of cell: Cell) -> Acceleration {
        guard cell.setup.needsEmulation == nil else { return .tcg }
        return speeds[cell.architecture]?.acceleration ?? .tcg
    }

    /// The estimated time of a cell in seconds, for sorting. Besides the boot only the kernel's own tests take long:
    /// under emulation one and a half times as long as the boot.
    func seconds(of cell: Cell) -> Double {
        let boot = speeds[cell.architecture]?.expectedBoot ?? 5
        return cell.workload.suites.isEmpty ? boot : boot * 2.5
    }

    /// The factor for a cell's guest from now on; `boot`: the seconds of its own boot, if known.
    func scale(_ cell: Cell, boot: Double? = nil) -> Double {
        let kernel = Kernel(name: cell.kernel, architecture: cell.architecture)
        let measured = speeds[cell.architecture]?.slowness ?? 1
        let shown = slowest.withLock { slowest in
            guard let boot else { return slowest[kernel] }
            let slowness = GuestSpeed.slowness(of: cell.architecture, boot: boot)
            slowest[kernel] = max(slowest[kernel] ?? 0, slowness)
            return slowest[kernel]
        }
        // One fast boot does not shorten deadlines below those of the reference host, unless this host is known to be
        // faster.
        return (shown.map { max($0, min(measured, 1)) } ?? measured) * Self.pressure * patience
    }

    /// How many processes want each processor; at least one.
    private static var pressure: Double {
        var load = 0.0
        guard getloadavg(&load, 1) == 1 else { return 1 }
        return max(1, load / Double(ProcessInfo.processInfo.activeProcessorCount))
    }
}

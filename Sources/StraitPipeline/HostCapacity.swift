// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel

/// What this host can run at the same time.
struct HostCapacity: Sendable {
    let cores: Int
    let memory: Mebibytes
    /// Memory that nobody uses now, or that the kernel would give up for it.
    let available: Mebibytes

    /// What QEMU needs beyond the guest's RAM: code that TCG has translated, and itself. Measured: 250 to 400 MiB for one guest.
    static let overhead = Mebibytes(512)

    static func measured() -> HostCapacity {
        let meminfo = (try? String(contentsOfFile: "/proc/meminfo", encoding: .utf8)) ?? ""
        func field(_ name: String) -> Mebibytes? {
            meminfo.split(separator: "\n").first { $0.hasPrefix(name + ":") }?
                .split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { Mebibytes($0 >> 10) }
        }
        let total = field("MemTotal") ?? Mebibytes(Int(ProcessInfo.processInfo.physicalMemory >> 20))
        return HostCapacity(
            cores: ProcessInfo.processInfo.activeProcessorCount, memory: total,
            available: field("MemAvailable") ?? total)
    }

    /// As many guests as there are cores, and no more than fit into nine tenths of what is available; one at least.
    func jobs(for cells: [Cell]) -> Int {
        let largest = cells.map(\.setup.memory.count).max() ?? 0
        return max(1, min(cores, available.count * 9 / 10 / (largest + Self.overhead.count)))
    }
}

// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitSystem

/// What this host can run at once, of what this process may use of it.
struct HostCapacity: Sendable {
    /// Processors (see ``StraitSystem/Processors/usable``).
    let cores: Int
    /// The machine's, or what the control groups of this process leave it.
    let memory: Mebibytes
    /// Free memory, including what the kernel can free on demand.
    let available: Mebibytes

    /// What QEMU needs besides the guest's RAM, mostly code translated by TCG. Measured: 250 to 400 MiB per guest.
    static let overhead = Mebibytes(512)

    static func measured() -> HostCapacity {
        let meminfo = ProcFile.text(of: "/proc/meminfo") ?? ""
        func field(_ name: String) -> Mebibytes? {
            meminfo.split(separator: "\n").first { $0.hasPrefix(name + ":") }?
                .split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { Mebibytes($0 >> 10) }
        }
        let total = field("MemTotal") ?? Mebibytes(Int(ProcessInfo.processInfo.physicalMemory >> 20))
        let groups = ControlGroup.own.compactMap(\.memory)
        let available = ([field("MemAvailable") ?? total] + groups.map { Mebibytes($0.free >> 20) }).min() ?? total
        return HostCapacity(
            cores: Processors.usable, memory: ([total] + groups.map { Mebibytes($0.limit >> 20) }).min() ?? total,
            available: available)
    }

    /// The number of guests at once: one per core, as long as they fit into nine tenths of the available memory; at
    /// least one.
    func jobs(for cells: [Cell]) -> Int { max(1, min(cores, fitting(cells))) }

    /// How many of the largest of these guests fit into nine tenths of the available memory.
    func fitting(_ cells: [Cell]) -> Int {
        let largest = cells.map(\.setup.memory.count).max() ?? 0
        return available.count * 9 / 10 / (largest + Self.overhead.count)
    }
}

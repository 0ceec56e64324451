// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// Our module that asks the kernel for device memory (`images/probe/`), and what it is asked.
enum Probe {
    static let name = "strait_probe"
    static let file = "strait_probe.ko"
    static let path = GuestCommands.path(file)

    /// What every size comes to in a kernel that has no device-private pages.
    static let noDevicePrivate = Needs.notSet("DEVICE_PRIVATE")

    static let load = [Section("load", "load", path)] + ask(["info"])

    /// Requests to the probe, all answers in one section, in order.
    static func ask(_ requests: [String]) -> [Section] { requests.map { Section("probe", "ask", $0) } }

    /// Loads the probe, makes a region of `size` and unloads it again, so many times, as one command: a round trip for each would take
    /// longer than what it asks for. The free RAM is told after `warmUp` rounds and at the end.
    static func reload(_ rounds: Int, warmUp: Int, size: Mebibytes?) -> [Section] {
        let free = "echo 3 >/proc/sys/vm/drop_caches; grep MemFree: /proc/meminfo"
        let one = ["load \(path)"] + (size.map { ["ask 'init \($0)'"] } ?? []) + ["unload \(name)"]
        let round = one.map { "strait-guest \($0)" }.joined(separator: " && ")
        let loop =
            "i=0; while [ $i -lt \(rounds) ]; do if [ $i -eq \(warmUp) ]; then \(free); fi; \(round) || break; i=$((i+1)); done"
        return [Section("reload", "run", "\(loop); \(free)"), GuestCommands.iomem]
    }
}

/// What the steps of device-private memory remember of each other.
struct ProbeMemory: StepMemory {
    /// Whether device memory takes physical addresses in this kernel, as the probe says.
    var needsAddresses = true
}

// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// Our kernel module that requests device memory (`images/probe/`), and its commands.
enum Probe {
    static let name = "strait_probe"
    static let file = "strait_probe.ko"
    static let path = GuestCommands.path(file)

    /// The reason for every size in a kernel without device-private pages.
    static let noDevicePrivate = Needs.notSet("DEVICE_PRIVATE")

    static let load = [Section("load", "load", path)] + ask(["info"])

    /// Requests to the probe; all answers are in one section, in order.
    static func ask(_ requests: [String]) -> [Section] { requests.map { Section("probe", "ask", $0) } }

    /// Loads the probe, makes a region of `size` and unloads the probe, `rounds` times, in one command: a round trip
    /// per repetition would take longer than the work. Free RAM is printed after `warmUp` rounds and at the end.
    static func reload(_ rounds: Int, warmUp: Int, size: Mebibytes?) -> [Section] {
        let free = "echo 3 >/proc/sys/vm/drop_caches; grep MemFree: /proc/meminfo"
        let one = ["load \(path)"] + (size.map { ["ask 'init \($0)'"] } ?? []) + ["unload \(name)"]
        let round = one.map { "strait-guest \($0)" }.joined(separator: " && ")
        let loop =
            "i=0; while [ $i -lt \(rounds) ]; do if [ $i -eq \(warmUp) ]; then \(free); fi; \(round) || break; i=$((i+1)); done"
        return [Section("reload", "run", "\(loop); \(free)"), GuestCommands.iomem]
    }
}

/// What the steps for device-private memory share.
struct ProbeMemory: StepMemory {
    /// Whether device memory takes physical addresses in this kernel, as the probe reports.
    var needsAddresses = true
}

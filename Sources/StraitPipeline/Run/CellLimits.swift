// SPDX-License-Identifier: Apache-2.0

/// The deadlines of an attempt, besides those of the workload.
struct CellLimits: Sendable {
    /// From the first instruction until the guest is ready: about ten times what emulation takes on an idle host.
    var boot = Duration.seconds(120)
    /// The login; about ten times as well.
    var login = Duration.seconds(30)
    /// Seconds without console output after which the console is tested for an echo. A booting kernel prints several
    /// lines per second.
    var consoleGap = 10.0
    /// For the console's echo: about a hundred times what emulation takes on an idle host.
    var echo = Duration.seconds(5)
    /// For a kernel that has panicked. It reboots at once (`panic=-1`), but its last lines are still to come.
    var panicGrace = Duration.seconds(5)
    /// For the report that a guest has ended.
    var endGrace = Duration.seconds(10)
    /// For writing the rest of the console.
    var disk = Duration.seconds(30)
}

// SPDX-License-Identifier: Apache-2.0

/// The deadlines of an attempt at a cell besides those of its workload.
struct CellLimits: Sendable {
    /// From the first instruction to readiness: about ten times what it takes under emulation on an idle host.
    var boot = Duration.seconds(120)
    /// For the login, likewise.
    var login = Duration.seconds(30)
    /// After so many seconds without a byte a console is asked for an echo: while it boots, a kernel prints some lines a second.
    var consoleGap = 10.0
    /// How long an echo of the console may take, about a hundred times what it takes under emulation on an idle host.
    var echo = Duration.seconds(5)
    /// How long a kernel that has panicked may go on: it reboots at once (`panic=-1`), and its last lines are still to come.
    var panicGrace = Duration.seconds(5)
    /// How long it may take to hear that a guest has ended, once it is gone.
    var endGrace = Duration.seconds(10)
    /// How long the disk may take for the rest of the console.
    var disk = Duration.seconds(30)
}

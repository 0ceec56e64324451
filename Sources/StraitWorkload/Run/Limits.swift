// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// Time limits of the ladder's own steps: about ten times what they take under emulation on an idle host, because that
/// many guests may share it. They are multiplied on slower hosts. The steps of workloads have their own limits.
struct Limits: Sendable {
    /// For the questions about the guest.
    let axes = Duration.seconds(60)
    /// For reading the kernel's log.
    let log = Duration.seconds(30)
    /// For questions after a missed deadline: short, because the guest may never answer.
    let afterDeadline = Duration.seconds(10)
}

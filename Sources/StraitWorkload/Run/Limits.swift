// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// How long the ladder's own steps may take: about ten times what they take under software emulation on a host that does nothing else,
/// since that many guests may share it. Who knows the host's speed scales them. The steps of workloads have deadlines of their own.
struct Limits: Sendable {
    /// Asking the guest what it is.
    let axes = Duration.seconds(60)
    /// Reading the kernel's log.
    let log = Duration.seconds(30)
    /// Asking a guest that has just missed a deadline what it has to say: short, since it may never answer.
    let afterDeadline = Duration.seconds(10)
}

// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// How long each step of the workload may take: about ten times what it takes under software emulation on a host that does
/// nothing else, since that many guests may share it. Who knows the host's speed scales them.
public struct Limits: Sendable, Equatable {
    /// Asking the guest what it is.
    public var axes = Duration.seconds(60)
    /// Loading the probe, and its first answer.
    public var load = Duration.seconds(60)
    /// The bisection for the capacity and every size reserved: no memory is touched.
    public var reserve = Duration.seconds(120)
    /// One size initialized and torn down: 64 bytes of struct page written for each page.
    public var initialize = Duration.seconds(180)
    /// Loading `test_hmm`.
    public var loadTests = Duration.seconds(60)
    /// `hmm-tests`: 26 to 33 s under emulation on an idle host.
    public var selftests = Duration.seconds(360)
    /// Unloading both modules.
    public var unload = Duration.seconds(60)
    /// One more load and unload of the probe, with a region in between.
    public var reload = Duration.seconds(6)
    /// Reading the kernel's log.
    public var log = Duration.seconds(30)
    /// Asking a guest that has just missed a deadline what it has to say: a courtesy, so short.
    public var salvage = Duration.seconds(10)

    /// The standard limits.
    public init() {}
}

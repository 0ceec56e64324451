// SPDX-License-Identifier: Apache-2.0

// The words of the workload for device-private memory: what results and configurations call its rungs and its suite. Everything else
// of it is in the target for workloads.

extension SuiteRequest {
    /// The kernel's own tests of device-private memory, all of them.
    public static let hmmTests = hmmTests(only: nil)

    /// Some of the kernel's own tests of device-private memory.
    public static func hmmTests(only tests: [String]?) -> SuiteRequest { SuiteRequest("hmm-tests", only: tests) }
}

extension Rung {
    /// The probe loads.
    public static let load = Rung("load")
    /// The kernel reserves address space of every size asked for.
    public static let reserve = Rung("reserve")
    /// The reserved space becomes device-private pages, and is torn down.
    public static let `init` = Rung("init")
    /// `test_hmm` loads with memory, and `hmm-tests` passes.
    public static let selftests = Rung("selftests")
    /// The modules unload and `/proc/iomem` is as it was.
    public static let unload = Rung("unload")

    /// The rungs of device-private memory, in order.
    public static let devicePrivateMemory: [Rung] = [.load, .reserve, .`init`, .selftests, .unload]
}

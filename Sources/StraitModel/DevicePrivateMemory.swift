// SPDX-License-Identifier: Apache-2.0

// The names of the workload for device-private memory: its rungs and its suite, as results and configurations write
// them. Everything else about it is in StraitWorkload.

extension SuiteRequest {
    /// All of the kernel's own tests of device-private memory.
    public static let hmmTests = hmmTests(only: nil)

    /// Some of the kernel's own tests of device-private memory.
    public static func hmmTests(only tests: [String]?) -> SuiteRequest { SuiteRequest("hmm-tests", only: tests) }
}

extension [ImageContent] {
    /// What an image contains for device-private memory. `reason`: why it lacks tests, in the form of older records:
    /// `NAME: WHY; NAME: WHY`.
    public static func devicePrivateMemory(without reason: String? = nil) -> [ImageContent] {
        let reasons = (reason ?? "").split(separator: "; ").map(String.init)
        let tests = ["test_hmm.ko", "hmm-tests"].map { name in
            let why = reasons.first { $0.hasPrefix("\(name): ") }.map { String($0.dropFirst(name.count + 2)) }
            return ImageContent(name, missing: why)
        }
        // A reason without a name applies to both.
        guard reason == nil || tests.contains(where: { $0.missing != nil }) else {
            return [ImageContent("strait_probe.ko"), tests[0], ImageContent("hmm-tests", missing: reason)]
        }
        return [ImageContent("strait_probe.ko")] + tests
    }
}

extension SuiteResult {
    /// The result of the kernel's own tests of device-private memory.
    public static func hmmTests(planned: Int?, tests: [SelftestResult]) -> SuiteResult {
        SuiteResult(
            name: SuiteRequest.hmmTests.name, path: "kselftest.mm.hmm-tests", rung: .selftests, planned: planned,
            tests: tests)
    }
}

extension Rung {
    /// The probe loads.
    public static let load = Rung("load")
    /// The kernel reserves address space for every requested size.
    public static let reserve = Rung("reserve")
    /// The reserved space becomes device-private pages, and is removed again.
    public static let `init` = Rung("init")
    /// `test_hmm` loads with memory, and `hmm-tests` passes.
    public static let selftests = Rung("selftests")
    /// The modules unload, and `/proc/iomem` is as before.
    public static let unload = Rung("unload")

    /// The rungs of device-private memory, in order.
    public static let devicePrivateMemory: [Rung] = [.load, .reserve, .`init`, .selftests, .unload]
    /// The rungs that show whether device memory initializes and is freed again.
    public static let initialization: [Rung] = [.load, .reserve, .`init`, .unload]
}

// SPDX-License-Identifier: Apache-2.0

import StraitModel

extension Workload {
    /// Device-private memory: our probe requests regions of each size from the kernel, then the kernel's own tests run
    /// with its `test_hmm`.
    static let devicePrivateMemory = Workload(
        name: "device-private-memory", steps: DevicePrivateMemory.steps, script: DevicePrivateMemory.script,
        finish: { $0.settleRegions() })
}

/// The steps for device-private memory.
enum DevicePrivateMemory {
    @Sendable static func steps(_ request: WorkloadRequest) -> [Step] {
        let probe = [
            Step(.load, within: .seconds(60), needs: Needs(contents: [Probe.file])) {
                try await $0.loadProbe(within: $1)
            },
            // Every size reserved and, where that touches no memory, the search for the capacity.
            Step(.reserve, within: .seconds(120)) { try await $0.reserve(within: $1) },
            // One size initialized, looked at and torn down: 64 bytes of struct page for each page. Else the search for the capacity.
            Step(.`init`, within: .seconds(180)) { try await $0.initialize(within: $1) },
        ]
        let tests = request.suite(SuiteRequest.hmmTests.name).map { [HMMTests($0, request).step] } ?? []
        return probe + tests + [
            Step(.unload, within: .seconds(60), outranksFailures: true) { try await $0.unloadModules(within: $1) }
        ]
    }

    /// The same as shell commands, for a guest that runs them itself.
    @Sendable static func script(_ request: WorkloadRequest) -> [String] {
        let requests =
            ["info"] + request.deviceMemory.flatMap { commands($0, one: "reserve", several: "claim") }
            + request.deviceMemory.flatMap { commands($0, one: "init", several: "hold") } + ["largest"]
        let asked = requests.map { "strait-guest ask \(ShellWord.enclosed($0))" }
        let tests = request.suite(SuiteRequest.hmmTests.name).map { HMMTests($0, request).script } ?? []
        return ["strait-guest load \(Probe.path)"] + asked + tests + ["strait-guest unload \(Probe.name)"]
    }

    /// Several regions have to exist at the same time: they are kept until all of them are made.
    private static func commands(_ asked: DeviceMemoryRequest, one: String, several: String) -> [String] {
        guard asked.count > 1 else { return ["\(one) \(asked.size)"] }
        return Array(repeating: "\(several) \(asked.size)", count: asked.count) + ["list", "free all"]
    }
}

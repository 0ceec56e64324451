// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// Tests that run in a cell's guest after its axes are checked. A new workload is a folder with its value, and a line
/// in ``all``.
public struct Workload: Sendable {
    /// Its name.
    public let name: String
    /// Its steps for a request, in order; empty if the request does not concern it.
    let steps: @Sendable (WorkloadRequest) -> [Step]
    /// The same as shell commands, for a guest without login.
    let script: @Sendable (WorkloadRequest) -> [String]
    /// Completes results that are still open, after the last step or an interruption.
    let finish: @Sendable (inout WorkloadRun) -> Void

    init(
        name: String, steps: @escaping @Sendable (WorkloadRequest) -> [Step],
        script: @escaping @Sendable (WorkloadRequest) -> [String] = { _ in [] },
        finish: @escaping @Sendable (inout WorkloadRun) -> Void = { _ in }
    ) {
        self.name = name
        self.steps = steps
        self.script = script
        self.finish = finish
    }
}

// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// Something that is run in a cell's guest once the guest is what was requested. A new one is a folder with its value, and a line in
/// ``all``.
public struct Workload: Sendable {
    /// Its name.
    public let name: String
    /// Its steps for what a cell asks, in order; none where a cell asks nothing of it.
    let steps: @Sendable (WorkloadRequest) -> [Step]
    /// The same requests as commands of a shell, for a guest that nobody logs in to.
    let script: @Sendable (WorkloadRequest) -> [String]
    /// Settles what its steps left open, after the last one or after an interruption.
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

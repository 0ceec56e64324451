// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// One step of a workload: which rung of the ladder it is, how long it may take, what it needs, and what it asks and makes of the answers.
struct Step: Sendable {
    /// What is asked after the step has missed its deadline, and what is made of the answer.
    struct AfterDeadline: Sendable {
        let sections: [Section]
        let take: @Sendable (inout WorkloadRun, Sections) -> Void
    }

    /// What a cell is without a part that cannot be in every image.
    struct Optional: Sendable {
        /// The part, by the name that a reader knows.
        let part: String
        /// What holds without it, as the end of a sentence.
        let remains: String
    }

    /// Asks the guest and reads its answers; gets the deadline of each command that it gives.
    typealias Body = @Sendable (inout WorkloadRun, Duration) async throws -> StepResult

    /// The rung that the step is.
    let rung: Rung
    /// About ten times what the step takes under emulation on a host that does nothing else, since that many guests may share it.
    /// A slower host has longer deadlines.
    let deadline: Duration
    /// What has to be there; where it is not, the step is left out and unsupported.
    let needs: Needs
    /// Where the image need not have what the step needs; nil: without it the whole cell is unsupported.
    let optional: Optional?
    /// Whether a failure here is what the cell failed with, even where a step before it failed: something was left behind.
    let outranksFailures: Bool
    /// What is still asked after the deadline.
    let afterDeadline: AfterDeadline?
    /// The test program that the step runs; nil where it runs none.
    let program: KTAPProgram?
    /// What the step does.
    let perform: Body

    init(
        _ rung: Rung, within deadline: Duration, needs: Needs = Needs(), optional: Optional? = nil,
        outranksFailures: Bool = false, afterDeadline: AfterDeadline? = nil, program: KTAPProgram? = nil,
        perform: @escaping Body
    ) {
        self.rung = rung
        self.deadline = deadline
        self.needs = needs
        self.optional = optional
        self.outranksFailures = outranksFailures
        self.afterDeadline = afterDeadline
        self.program = program
        self.perform = perform
    }

    /// Whether the step is left out without making the cell unsupported: it may be missing in an image, and is.
    func isSpared(by facts: KernelFacts) -> Bool {
        optional != nil && needs.unsetOption(in: facts) == nil && facts.reasonWithout(needs.contents) != nil
    }

    /// What a reader has to know of a cell whose image does not have what the step needs.
    func note(_ facts: KernelFacts) -> String? {
        guard let optional, let reason = facts.reasonWithout(needs.contents) else { return nil }
        return "without \(optional.part): \(reason); \(optional.remains)"
    }
}

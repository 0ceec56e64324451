// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// One step of a workload: its rung, its deadline, its needs, its questions and their evaluation.
struct Step: Sendable {
    /// The question after a missed deadline, and the evaluation of its answer.
    struct AfterDeadline: Sendable {
        let sections: [Section]
        let take: @Sendable (inout WorkloadRun, Sections) -> Void
    }

    /// A part that not every image has.
    struct Optional: Sendable {
        /// The part's name for readers.
        let part: String
        /// What is still valid without it, as the end of a sentence.
        let remains: String
    }

    /// Asks the guest and evaluates its answers; gets the deadline for each of its commands.
    typealias Body = @Sendable (inout WorkloadRun, Duration) async throws -> StepResult

    /// The rung of the step.
    let rung: Rung
    /// About ten times what the step takes under emulation on an idle host, because that many guests may share it.
    /// Longer on slower hosts.
    let deadline: Duration
    /// What the step needs; otherwise it is skipped as unsupported.
    let needs: Needs
    /// Set if an image may lack what the step needs; with nil the whole cell is then unsupported.
    let optional: Optional?
    /// Whether a failure here becomes the cell's failure even after an earlier one, because something was left behind.
    let outranksFailures: Bool
    /// The question after a missed deadline.
    let afterDeadline: AfterDeadline?
    /// What an output of the step's test program says, as a suite; nil if the step runs none.
    let suite: (@Sendable ([UInt8]) -> SuiteResult)?
    /// Performs the step.
    let perform: Body

    init(
        _ rung: Rung, within deadline: Duration, needs: Needs = Needs(), optional: Optional? = nil,
        outranksFailures: Bool = false, afterDeadline: AfterDeadline? = nil,
        suite: (@Sendable ([UInt8]) -> SuiteResult)? = nil,
        perform: @escaping Body
    ) {
        self.rung = rung
        self.deadline = deadline
        self.needs = needs
        self.optional = optional
        self.outranksFailures = outranksFailures
        self.afterDeadline = afterDeadline
        self.suite = suite
        self.perform = perform
    }

    /// Whether the step is skipped without making the cell unsupported.
    func isSpared(by facts: KernelFacts) -> Bool {
        optional != nil && needs.unsetOption(in: facts) == nil && facts.reasonWithout(needs.contents) != nil
    }

    /// The note for a cell whose image lacks what the step needs.
    func note(_ facts: KernelFacts) -> String? {
        guard let optional, let reason = facts.reasonWithout(needs.contents) else { return nil }
        return "without \(optional.part): \(reason); \(optional.remains)"
    }
}

// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// A night's outcomes, and what changed since the last comparable night.
public struct NightSummary: Sendable {
    /// A cell that changed.
    public struct Moved: Sendable, Equatable {
        /// Its id.
        public var cell: String
        /// The answer before; nil if it had no result.
        public var before: CellAnswer?
        /// The answer now; nil if it has no result.
        public var now: CellAnswer?
        /// The command that runs the cell again.
        public var reproduction: String?

        /// Makes a changed cell.
        public init(cell: String, before: CellAnswer?, now: CellAnswer?, reproduction: String?) {
            self.cell = cell
            self.before = before
            self.now = now
            self.reproduction = reproduction
        }
    }

    /// The verdict on a night.
    public enum NightVerdict: Sendable {
        /// Nothing is worse.
        case good
        /// Something is worse.
        case worse
        /// There is no verdict.
        case noVerdict
    }

    /// The configuration's name.
    public var configuration: String
    /// The run's id.
    public var run: String
    /// The number of the night.
    public var night: Int
    /// The run's directory.
    public var directory: String
    /// The number of the night it is compared with; nil if there is none.
    public var since: Int?
    /// How many cells gave which answer to each of the three questions.
    public var answers = AnswerTally()
    /// How many cells have each outcome.
    public var counts: [Outcome: Int]
    /// How many cells were planned.
    public var planned: Int
    /// The cells that are worse than before.
    public var broke: [Moved] = []
    /// The cells that are better than before, with nothing worse.
    public var fixed: [Moved] = []
    /// The cells that cannot be compared, because one of the nights has no verdict on the kernel.
    public var inconclusive: [Moved] = []
    /// How many of these may be worse: they neither pass nor end in a known way.
    public var undecided = 0
    /// Cells that fail now and passed when they last had a verdict, but are not in `broke`: the nights in between had
    /// no verdict.
    public var regressed: [Surprise] = []
    /// Whether a comparison was due but failed; the reason is among `notes`.
    public var isUncompared = false
    /// Cells that do not meet the configuration's expectations.
    public var unexpected: [Surprise] = []
    /// Why it stopped early; nil if it did not.
    public var stopped: String?
    /// Reasons not to trust the night.
    public var distrust: [Objection] = []
    /// Other trouble, such as a failed update.
    public var notes: [String] = []
    /// The numbers of the nights that were removed afterwards.
    public var pruned: [Int] = []
    /// How many cells should have a verdict and do not.
    public var open = 0

    /// Makes the summary of a night of which only the plan is known.
    public init(configuration: String, run: String, night: Int, directory: String, planned: Int) {
        self.configuration = configuration
        self.run = run
        self.night = night
        self.directory = directory
        self.planned = planned
        since = nil
        counts = [:]
    }

    /// Makes the summary of a night that has run and is not compared yet. `missing`: how many cells have no result
    /// although the night ended. `isJudged`: whether the configuration has expectations; without, an unexpected verdict
    /// is only one against the run before.
    public init(
        of run: RunRecord, night: Int, directory: String, results: [CellResult], missing: Int, isJudged: Bool
    ) {
        self.init(
            configuration: run.name, run: run.id, night: night, directory: directory, planned: run.cells.count)
        let asked = results.filter { $0.control == nil }
        counts = Dictionary(asked.map { ($0.outcome, 1) }, uniquingKeysWith: +)
        answers = AnswerTally(ShownCell.all(run, results).filter { $0.control == nil })
        unexpected = isJudged ? results.compactMap(\.surprise) : []
        open = asked.count { !$0.outcome.isVerdictOnKernel && $0.outcome != .unsupported } + missing
    }

    /// The verdict on the night.
    public var verdict: NightVerdict {
        // A cell that got worse is certain, whatever the cells without a verdict would have shown.
        if !distrust.isEmpty { return .noVerdict }
        if !broke.isEmpty || !regressed.isEmpty || !unexpected.isEmpty { return .worse }
        return stopped != nil || open > 0 || undecided > 0 || isUncompared ? .noVerdict : .good
    }

    /// Whether something needs attention that did not before.
    public var hasChanged: Bool {
        since == nil || !broke.isEmpty || !fixed.isEmpty || !inconclusive.isEmpty || !regressed.isEmpty || isUncompared
            || stopped != nil || !distrust.isEmpty
    }
}

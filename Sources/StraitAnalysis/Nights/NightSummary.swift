// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// What a night came to: its outcomes, and what moved since the last night that it can be compared with.
public struct NightSummary: Sendable {
    /// A cell that moved.
    public struct Moved: Sendable, Equatable {
        /// Its id.
        public var cell: String
        /// How it was; nil where it had no result.
        public var before: CellAnswer?
        /// How it is; nil where it has no result.
        public var now: CellAnswer?
        /// The command that shows it again.
        public var reproduction: String?

        /// A cell that moved.
        public init(cell: String, before: CellAnswer?, now: CellAnswer?, reproduction: String?) {
            self.cell = cell
            self.before = before
            self.now = now
            self.reproduction = reproduction
        }
    }

    /// What it comes to as a whole.
    public enum NightVerdict: Sendable {
        /// Nothing is worse.
        case good
        /// Something is.
        case worse
        /// It cannot be told.
        case noVerdict
    }

    /// The configuration's name.
    public var configuration: String
    /// The run's id.
    public var run: String
    /// Its place among the nights.
    public var night: Int
    /// Its directory.
    public var directory: String
    /// The night that it is compared with; nil where there is none.
    public var since: Int?
    /// How many cells came to each outcome.
    public var counts: [Outcome: Int]
    /// How many cells were to be run.
    public var planned: Int
    /// What does worse than before.
    public var broke: [Moved] = []
    /// What does better than before, and nothing worse.
    public var fixed: [Moved] = []
    /// What cannot be compared, since one of the two nights has no verdict on the kernel.
    public var inconclusive: [Moved] = []
    /// How many of those may be worse: neither do they pass, nor do they end as they are known to.
    public var undecided = 0
    /// What passed the last time that it had a verdict on the kernel, and does not now, although `broke` does not tell it: nights
    /// without a verdict came in between.
    public var regressed: [Surprise] = []
    /// Whether there was a comparison to make and it came to nothing, for a reason that is among `notes`.
    public var isUncompared = false
    /// What is not as the configuration expects.
    public var unexpected: [Surprise] = []
    /// Why it ended before its end; nil where it did not.
    public var stopped: String?
    /// Why none of it can be trusted.
    public var distrust: [Objection] = []
    /// What went wrong besides: no update, no history.
    public var notes: [String] = []
    /// The nights that were removed after it.
    public var pruned: [Int] = []
    /// Cells without a verdict that is owed.
    public var open = 0

    /// A night that nothing is known of yet but what was planned.
    public init(configuration: String, run: String, night: Int, directory: String, planned: Int) {
        self.configuration = configuration
        self.run = run
        self.night = night
        self.directory = directory
        self.planned = planned
        since = nil
        counts = [:]
    }

    /// A night that has run, before it is compared. `missing` cells have no result although the night came to its end; where nothing is
    /// expected of its cells (`isJudged`), a verdict that is a surprise is one against the run before and no more.
    public init(
        of run: RunRecord, night: Int, directory: String, results: [CellResult], missing: Int, isJudged: Bool
    ) {
        self.init(
            configuration: run.name, run: run.id, night: night, directory: directory, planned: run.cells.count)
        let asked = results.filter { $0.control == nil }
        counts = Dictionary(asked.map { ($0.outcome, 1) }, uniquingKeysWith: +)
        unexpected = isJudged ? results.compactMap(\.surprise) : []
        open = asked.count { !$0.outcome.isVerdictOnKernel && $0.outcome != .unsupported } + missing
    }

    /// What it comes to.
    public var verdict: NightVerdict {
        // A cell that is worse is certain, whatever those without a verdict would have been.
        if !distrust.isEmpty { return .noVerdict }
        if !broke.isEmpty || !regressed.isEmpty || !unexpected.isEmpty { return .worse }
        return stopped != nil || open > 0 || undecided > 0 || isUncompared ? .noVerdict : .good
    }

    /// Whether there is something to look at that was not there before.
    public var hasChanged: Bool {
        since == nil || !broke.isEmpty || !fixed.isEmpty || !inconclusive.isEmpty || !regressed.isEmpty || isUncompared
            || stopped != nil || !distrust.isEmpty
    }
}

// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// What a night came to: what `notify:` gets and `--format json` prints.
public struct NightSummary: Sendable, Encodable {
    /// A cell that moved.
    public struct Moved: Sendable, Encodable {
        /// Its id.
        public var cell: String
        /// How it was.
        public var before: String
        /// How it is.
        public var now: String
        /// The command that shows it again.
        public var reproduction: String?
    }

    /// What it comes to as a whole, and the exit code that says so.
    public enum NightVerdict: String, Sendable, Encodable {
        case good, worse
        case noVerdict = "no verdict"

        /// 0 nothing is worse; 1 something is; 3 it cannot be told.
        public var exitCode: Int32 {
            switch self {
            case .good: 0
            case .worse: 1
            case .noVerdict: 3
            }
        }
    }

    /// The schema's name and version.
    public var schema = "strait.night/1"
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
    /// How many cells came to each outcome, and `planned`.
    public var counts: [String: Int]
    /// What does worse than before.
    public var broke: [Moved] = []
    /// What does better than before, and nothing worse.
    public var fixed: [Moved] = []
    /// What cannot be compared, since one of the two nights has no verdict on the kernel.
    public var inconclusive: [Moved] = []
    /// How many of those may be worse: neither do they pass, nor do they end as they are known to.
    public var undecided = 0
    /// What passed the last time that it had a verdict on the kernel, and does not now, although `broke` does not tell it: nights
    /// without a verdict came in between. A sentence each.
    public var regressed: [String] = []
    /// Whether there was a comparison to make and it came to nothing, for a reason that is among `notes`.
    public var isUncompared = false
    /// What is not as the configuration expects, a sentence each.
    public var unexpected: [String] = []
    /// Why it ended before its end; nil where it did not.
    public var stopped: String?
    /// Why none of it can be trusted.
    public var distrust: [String] = []
    /// What went wrong besides: no update, no history.
    public var notes: [String] = []
    /// The nights that were removed after it.
    public var pruned: [Int] = []
    /// Cells without a verdict that is owed.
    public var open = 0

    private enum CodingKeys: String, CodingKey {
        case schema, configuration, run, night, directory, since, counts, broke, fixed, inconclusive, undecided,
            regressed, uncompared, unexpected, stopped, distrust, notes, pruned, open, verdict, changed, line
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

    /// One line.
    public var line: String {
        let parts = Outcome.allCases.compactMap { outcome in
            counts[outcome.rawValue].map { "\($0) \(outcome.rawValue)" }
        }
        var text = "\(configuration) night \(night): \(parts.isEmpty ? "no cell" : parts.joined(separator: ", "))"
        if isUncompared {
            text += "; could not be compared"
        } else if let since {
            let moved = [("broke", broke), ("fixed", fixed), ("inconclusive", inconclusive)].filter { !$0.1.isEmpty }
            text += "; since night \(since) "
            text += moved.isEmpty ? "nothing moved" : moved.map { "\($0.1.count) \($0.0)" }.joined(separator: ", ")
        } else {
            text += "; nothing to compare with"
        }
        if !regressed.isEmpty { text += "; \(regressed.count) regressed since an earlier night" }
        if !unexpected.isEmpty { text += "; \(unexpected.count) not as expected" }
        if let stopped { text += "; incomplete (\(stopped))" }
        return text + (distrust.isEmpty ? "" : "; NOT TO BE TRUSTED")
    }

    /// Encodes the values and what follows from them.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(schema, forKey: .schema)
        try container.encode(configuration, forKey: .configuration)
        try container.encode(run, forKey: .run)
        try container.encode(night, forKey: .night)
        try container.encode(directory, forKey: .directory)
        try container.encodeIfPresent(since, forKey: .since)
        try container.encode(counts, forKey: .counts)
        try container.encode(broke, forKey: .broke)
        try container.encode(fixed, forKey: .fixed)
        try container.encode(inconclusive, forKey: .inconclusive)
        try container.encode(undecided, forKey: .undecided)
        try container.encode(regressed, forKey: .regressed)
        try container.encode(isUncompared, forKey: .uncompared)
        try container.encode(unexpected, forKey: .unexpected)
        try container.encodeIfPresent(stopped, forKey: .stopped)
        try container.encode(distrust, forKey: .distrust)
        try container.encode(notes, forKey: .notes)
        try container.encode(pruned, forKey: .pruned)
        try container.encode(open, forKey: .open)
        try container.encode(verdict, forKey: .verdict)
        try container.encode(hasChanged, forKey: .changed)
        try container.encode(line, forKey: .line)
    }
}

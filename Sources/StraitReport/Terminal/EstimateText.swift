// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis

/// How long a run will take, in words.
public enum EstimateText {
    /// One line. `estimate`, `run`: nil if no earlier run tells. `name`: the configuration's.
    public static func line(_ estimate: TimeEstimate?, name: String, run: String?, jobs: Int) -> String {
        guard let estimate, let run else {
            return "time: not known, because the history has no run of \(Clean.line(name, limit: 100)) with such cells"
        }
        let others = [
            (estimate.borrowed, "at the median of their architecture"),
            (estimate.unknown, "of unknown time not counted"),
        ].filter { $0.0 > 0 }.map { ", \(Words.count($0.0, "cell")) \($0.1)" }.joined()
        return
            "time: about \(Words.time(estimate.seconds)) with \(Words.count(jobs, "guest")) at once, judged by the run "
            + Clean.line(run, limit: 100) + others
    }
}

// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// The cells whose outcome is known beforehand, and whether the rest of a run can be believed because of them.
struct Controls {
    /// The controls, in the order of the matrix; apart from the cells that ask about a kernel, and never counted among them.
    let items: [ShownCell]
    /// Why nothing in the run can be trusted, a sentence each; empty where every control ended as it has to, and every seed that was
    /// booted more than once had one layout.
    var objections: [String] { unmet + replays }
    private let unmet: [String]
    private let replays: [String]

    /// A run that goes on has not come to all of its controls: one without a result is an objection only at the end.
    init(_ all: [ShownCell], of record: RunRecord, ended: Bool) {
        items = all.filter { $0.control != nil }
        let results = all.compactMap(\.result)
        unmet = record.unmetControls(results, ended: ended)
        replays = ReplayGroup.all(of: results, in: record.cells).compactMap(\.objection)
    }

    /// How many ended as they have to.
    var met: Int { items.count { item in item.result.map { item.control?.isMet(by: $0) == true } ?? false } }

    /// `4 of 4 controls ended as they have to`.
    var sentence: String {
        let open = items.count { $0.result == nil }
        return
            "\(met) of \(Words.count(items.count, "control")) ended as \(items.count == 1 ? "it has" : "they have") to"
            + (open > 0 && unmet.isEmpty ? ", \(open) not yet" : "")
    }

    /// Why the run cannot be trusted, in a few words; nil where it can.
    var distrust: String? {
        guard !objections.isEmpty else { return nil }
        let controls =
            "\(unmet.count) of \(Words.count(items.count, "control")) did not end as "
            + (items.count == 1 ? "it has to" : "they have to")
        let seeds = Words.count(replays.count, "seed does", "seeds do") + " not replay"
        return "This run cannot be trusted: "
            + Words.list((unmet.isEmpty ? [] : [controls]) + (replays.isEmpty ? [] : [seeds])) + "."
    }
}

/// The cells of a run, sorted by what they are for.
struct RunCells {
    /// Those that ask about a kernel.
    let asked: [ShownCell]
    /// Those that show whether strait judges rightly.
    let controls: Controls

    init(_ input: ReportInput) {
        let all = ShownCell.all(input)
        asked = all.filter { $0.control == nil }
        controls = Controls(all, of: input.record, ended: input.results.finished != nil)
    }
}

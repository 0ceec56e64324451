// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// How much of a guest's own text a cell may still show. A guest that prints for hours in every one of ten thousand cells must not
/// make a page that nobody can open; the files beside it have all of it.
final class Allowance {
    private var left: Int

    /// An equal share of three megabytes for each of the cells that are shown with everything.
    init(cells: Int) { left = min(200_000, 3_000_000 / max(1, cells)) }

    /// The first of the lines, cleaned: at most `most`, and no more than what is left allows. The rest is counted.
    func lines(_ lines: [String], most: Int) -> (shown: [String], left: Int) {
        var shown: [String] = []
        for line in lines.prefix(most) {
            let clean = Clean.line(line, limit: 400)
            let cost = ScalarHTML().escapeText(clean).utf8.count + 6
            guard cost <= left else { break }
            left -= cost
            shown.append(clean)
        }
        return (shown, lines.count - shown.count)
    }
}

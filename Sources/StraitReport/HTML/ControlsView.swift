// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

extension Controls {
    /// The section of the controls; nil if the run has none. `details` has the detailed view of each finished one, in
    /// the same order.
    func view(details: [View]) -> View? {
        guard !cells.isEmpty else { return nil }
        return ["title": sentence, "rows": cells.map(Self.row), "cells": details]
    }

    /// The warning at the top if they did not end as they have to.
    var alarm: View? {
        distrust.map { ["sentence": $0, "objections": objections.map(\.sentence)] }
    }

    private static func row(_ cell: ShownCell) -> View {
        let mark = Mark(isMet: cell.result.map { cell.control?.isMet(by: $0) == true })
        return [
            "name": cell.control?.rawValue, "href": cell.result == nil ? nil : Links.anchor(cell.id),
            "demand": cell.control?.demand, "answer": cell.result?.answer.description,
            "tone": mark.tone, "sign": mark.sign, "word": mark.word,
            "time": cell.result.map { Words.time($0.phases.total) },
        ]
    }
}

// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

extension Controls {
    /// The section of the controls; nil where the run has none. `cells` are their cards, in the same order.
    func view(cells: [View]) -> View? {
        guard !items.isEmpty else { return nil }
        return ["title": sentence, "rows": items.map(Self.row), "cells": cells]
    }

    /// What stands before everything else where they did not end as they have to.
    var alarm: View? {
        distrust.map { ["sentence": $0, "objections": objections.map(\.sentence)] }
    }

    private static func row(_ item: ShownCell) -> View {
        let mark = Mark(isMet: item.result.map { item.control?.isMet(by: $0) == true })
        return [
            "name": item.control?.rawValue, "href": item.result == nil ? nil : Links.anchor(item.id),
            "demand": item.control?.demand, "answer": item.result?.answer.description,
            "tone": mark.tone, "sign": mark.sign, "word": mark.word,
            "time": item.result.map { Words.time($0.phases.total) },
        ]
    }
}

// SPDX-License-Identifier: Apache-2.0

import StraitModel

extension Controls {
    /// The section of the controls; nil where the run has none. `cells` are their cards, in the same order.
    func view(cells: [View]) -> View? {
        guard !items.isEmpty else { return nil }
        return ["title": sentence, "rows": items.map(Self.row), "cells": cells]
    }

    /// What stands before everything else where they did not end as they have to.
    var alarm: View? {
        distrust.map { ["sentence": $0, "objections": objections] }
    }

    private static func row(_ item: ShownCell) -> View {
        let isMet = item.result.map { item.control?.isMet(by: $0) == true }
        return [
            "name": item.control?.rawValue, "href": item.result == nil ? nil : Links.anchor(item.id),
            "demand": item.control?.demand, "answer": item.result?.answer.description,
            // The colours are those of a pass and of a failure of strait's own, not of the kernel's outcome.
            "tone": isMet == nil ? "none" : isMet == true ? "passed" : "failed",
            "sign": isMet == nil ? "·" : isMet == true ? "✓" : "✗",
            "word": isMet == nil ? "no result yet" : isMet == true ? "as it has to" : "otherwise",
            "time": item.result.map { Words.time($0.phases.total) },
        ]
    }
}

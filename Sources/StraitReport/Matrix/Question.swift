// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// What the matrix asks at one of its points: one cell, or with `random xN` several, of a layout each.
struct Question {
    /// The cell's id, or what the ids of its cells have in common.
    let id: String
    /// Its cells in the order of the matrix; at least one.
    private(set) var items: [Item]

    /// Whether it is about layouts, and has an answer of so many of so many.
    var isGroup: Bool { items[0].draw != nil }

    /// How many of the cells with a verdict on the kernel passed.
    var rate: Rate {
        Rate(items.count { $0.outcome == .passed }, of: items.count { $0.outcome?.isVerdictOnKernel == true })
    }

    /// The cell that a reader looks at first: one that is not as expected, else the one that ended worst.
    var worst: Item {
        items.min { left, right in Self.rank(left) < Self.rank(right) } ?? items[0]
    }

    /// Whether some of its layouts passed and some did not.
    var isMixed: Bool { rate.hits > 0 && rate.hits < rate.trials }

    private static func rank(_ item: Item) -> (Int, Int) {
        let outcome = item.outcome.map(Words.severity) ?? Words.bySeverity.count
        return (item.verdict?.isUnexpected == true ? 0 : 1, outcome)
    }

    /// The questions of some cells, in the order of their first ones.
    static func all(_ items: [Item]) -> [Question] {
        var questions: [Question] = []
        var places: [String: Int] = [:]
        for item in items {
            guard let draw = item.draw else {
                questions.append(Question(id: item.id, items: [item]))
                continue
            }
            let id = draw.questionID(of: item.id)
            if let place = places[id] {
                questions[place].items.append(item)
            } else {
                places[id] = questions.count
                questions.append(Question(id: id, items: [item]))
            }
        }
        return questions
    }
}

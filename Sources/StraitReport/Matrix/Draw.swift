// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// Which of a question's cells one is: of `random x5` a layout, of `seed:7 x3` a boot of the one layout that all of them have to show.
enum Draw {
    case layout(LayoutDraw)
    case replay(ReplayDraw)

    /// Parses the value of a cell's KASLR axis; nil where the cell is a question of its own.
    init?(parsing text: String) {
        guard let draw = LayoutDraw(parsing: text).map(Draw.layout) ?? ReplayDraw(parsing: text).map(Draw.replay) else {
            return nil
        }
        self = draw
    }

    /// Parses the same as it stands in an id.
    init?(parsingToken token: String) {
        guard
            let draw = LayoutDraw(parsingToken: token).map(Draw.layout)
                ?? ReplayDraw(parsingToken: token).map(Draw.replay)
        else { return nil }
        self = draw
    }

    var isReplay: Bool { if case .replay = self { true } else { false } }

    /// The value as configurations and results have it.
    var description: String {
        switch self {
        case .layout(let draw): draw.description
        case .replay(let draw): draw.description
        }
    }

    /// `random x5`, `seed:7 x3`.
    var question: String {
        switch self {
        case .layout(let draw): draw.question
        case .replay(let draw): draw.question
        }
    }

    var number: Int {
        switch self {
        case .layout(let draw): draw.number
        case .replay(let draw): draw.number
        }
    }

    var seed: UInt64 {
        switch self {
        case .layout(let draw): UInt64(draw.seed)
        case .replay(let draw): UInt64(draw.seed)
        }
    }

    func questionID(of id: String) -> String {
        switch self {
        case .layout(let draw): draw.questionID(of: id)
        case .replay(let draw): draw.questionID(of: id)
        }
    }
}

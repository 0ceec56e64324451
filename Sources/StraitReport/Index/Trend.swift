// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel

/// A value over the runs of a configuration, as a small line.
struct Trend {
    private let title: String
    private let values: [Double?]
    private let scaled: [Double?]
    private let say: (Double) -> String

    private static let width = 320.0
    private static let height = 48.0

    /// The oldest value first; nil for a run without one. Nil if there are fewer than two values.
    init?(_ title: String, _ values: [Double?], logarithmic: Bool = false, say: @escaping (Double) -> String) {
        guard values.count(where: { $0 != nil }) > 1 else { return nil }
        self.title = title
        self.values = values
        self.say = say
        scaled = values.map { $0.map { logarithmic ? log2(max($0, 1)) : $0 } }
    }

    func view(newest: String) -> View {
        let known = scaled.compactMap { $0 }
        let (low, high) = (known.min() ?? 0, known.max() ?? 0)
        let span = max(high - low, 1e-9)
        let points = scaled.enumerated().compactMap { index, value -> (x: Double, y: Double)? in
            guard let value else { return nil }
            let x = Double(index) / Double(max(scaled.count - 1, 1)) * (Self.width - 8) + 4
            // A constant value is drawn in the middle: at the bottom it would look like zero.
            return (x, high == low ? Self.height / 2 : Self.height - 4 - (value - low) / span * (Self.height - 8))
        }
        let real = values.compactMap { $0 }
        let (least, most) = (say(real.min() ?? 0), say(real.max() ?? 0))
        let runs = Words.count(real.count, "run")
        let text =
            least == most
            ? "\(title): \(most) in all of \(runs)"
            : "\(title): \(least) to \(most) over \(runs), the newest \(say(real.last ?? 0))"
        return [
            "text": text, "width": place(Self.width), "height": place(Self.height),
            "path": points.map { "\(place($0.x)),\(place($0.y))" }.joined(separator: " "),
            "lastX": place(points.last?.x ?? 0), "lastY": place(points.last?.y ?? 0),
        ]
    }
}

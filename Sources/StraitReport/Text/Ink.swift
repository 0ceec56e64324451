// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// Colours of a terminal: besides the signs and words, never instead of them.
struct Ink {
    let isOn: Bool
    /// Whether the controls say that nothing can be believed: nothing is green then, or any other colour of a verdict.
    var isDistrusted = false

    func paint(_ text: String, _ outcome: Outcome?) -> String {
        guard isOn else { return text }
        let code =
            switch isDistrusted ? nil : outcome {
            case .passed: "32"
            case .failed: "31"
            case .crashed: "1;35"
            case .hung: "33"
            case .invalid: "34"
            case .infrastructure, .unsupported, nil: "2"
            }
        return "\u{1b}[\(code)m\(text)\u{1b}[0m"
    }

    /// Black on yellow: what stands before everything else.
    func alarm(_ text: String) -> String { isOn ? "\u{1b}[1;30;43m\(text)\u{1b}[0m" : text }

    func bold(_ text: String) -> String { isOn ? "\u{1b}[1m\(text)\u{1b}[0m" : text }
}

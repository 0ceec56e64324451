// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// A run at a glance, for a terminal.
public enum Summary {
    /// The grids with signs and words, what did not pass with its reasons, and the totals; lines of at most `width` columns.
    public static func text(_ input: ReportInput, width: Int = 80, color: Bool = false) -> String {
        let items = Item.all(input)
        let ink = Ink(isOn: color)
        let width = max(40, width)
        let grids = Grid.all(items)
        var parts = grids.map { GridText(grid: $0, width: width, ink: ink).lines }
        parts.append(findings(items, grids, width, ink))
        for comparison in input.comparisons {
            let text = ComparisonText(comparison: comparison, width: width, ink: ink)
            let title = MovedView.title(comparison, in: input.record)
            let head = wrapped("\(title): \(ChangeWords.counts(comparison))", width, "  ").map(ink.bold)
            parts.append(head + text.moved)
        }
        if !input.problems.isEmpty {
            parts.append(input.problems.flatMap { wrapped("left out: \(Clean.line($0))", width, "  ") })
        }
        let verdict = Verdict(input)
        let time = Verdict.wallTime(input.results).map { " Wall time \(Words.time($0))." } ?? ""
        let sentence = verdict.sentence + (verdict.besides.map { " " + $0 } ?? "") + time
        parts.append(wrapped("\(Words.sign(verdict.worst)) \(sentence)", width, "  ").map { ink.bold($0) })
        return parts.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
    }

    private static func findings(_ items: [Item], _ grids: [Grid], _ width: Int, _ ink: Ink) -> [String] {
        let findings = Finding.all(items)
        let lines = findings.prefix(20).flatMap { finding -> [String] in
            let head = "\(Words.sign(finding.outcome)) \(finding.outcome.rawValue)"
            let place = finding.place(in: grids).map { ": \($0)" } ?? ""
            let title = Clean.line(finding.title, limit: 300)
            let first = wrapped("\(title) (\(Words.count(finding.items.count, "cell"))\(place))", width - 18, "")
            let rest = wrapped(Clean.line(finding.explanation, limit: 600), width - 18, "")
            let ids = finding.items.prefix(3).map { Clean.line($0.id) } + (finding.items.count > 3 ? ["…"] : [])
            let body = first + rest + ids
            return body.enumerated().map { index, line in
                (index == 0 ? ink.paint(pad(head, 18), finding.outcome) : String(repeating: " ", count: 18)) + line
            }
        }
        return lines + (findings.count > 20 ? ["… \(Words.count(findings.count - 20, "more reason"))"] : [])
    }

    /// Text in lines of at most `width` columns, those after the first behind `indent`; a word that is longer stays whole.
    static func wrapped(_ text: String, _ width: Int, _ indent: String) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            let start = lines.isEmpty ? "" : indent
            if line.isEmpty {
                line = start + word
            } else if line.count + 1 + word.count <= width {
                line += " " + word
            } else {
                lines.append(line)
                line = indent + word
            }
        }
        return line.isEmpty ? lines : lines + [line]
    }

    static func pad(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}

/// Colours of a terminal: besides the signs and words, never instead of them.
struct Ink {
    let isOn: Bool

    func paint(_ text: String, _ outcome: Outcome?) -> String {
        let code =
            switch outcome {
            case .passed: "32"
            case .failed: "31"
            case .crashed: "1;35"
            case .hung: "33"
            case .invalid: "34"
            case .infrastructure, .unsupported, nil: "2"
            }
        return isOn ? "\u{1b}[\(code)m\(text)\u{1b}[0m" : text
    }

    func bold(_ text: String) -> String { isOn ? "\u{1b}[1m\(text)\u{1b}[0m" : text }
}

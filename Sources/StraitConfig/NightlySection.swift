// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// The settings of `strait nightly`: a configuration's `nightly:`.
public struct NightlySettings: Sendable, Equatable {
    /// What to do with a night that was cut off.
    public enum OnInterrupted: String, Sendable, CaseIterable {
        /// The next night resumes it.
        case resume
        /// It is left as it is, marked as incomplete.
        case close
    }

    /// A command that is run after a night.
    public struct Notify: Sendable, Equatable {
        /// One line of shell; it gets the summary as JSON on standard input.
        public var command: String
        /// Whether to run it only if something changed.
        public var onlyOnChange = false
        /// Its time limit in seconds.
        public var seconds = 60

        /// Makes a command.
        public init(command: String, onlyOnChange: Bool = false, seconds: Int = 60) {
            self.command = command
            self.onlyOnChange = onlyOnChange
            self.seconds = seconds
        }
    }

    /// The fewest nights to keep; nil to keep all.
    public var keptNights: Int?
    /// The fewest days to keep a night.
    public var keptDays: Int?
    /// What to do with a night that was cut off.
    public var onInterrupted = OnInterrupted.resume
    /// Whether every night uses the newest kernel of every source.
    public var updates = false
    /// The command to run afterwards.
    public var notify: Notify?

    /// The defaults: no update, no pruning, no notification.
    public init() {}
}

/// Reads `nightly:`.
enum NightlySection {
    static func read(_ tree: Tree, _ problems: Problems) -> NightlySettings {
        var settings = NightlySettings()
        each(tree, ["keep", "onInterrupted", "update", "notify"], problems) { key, value in
            switch key {
            case "keep":
                each(value, ["nights", "days"], problems) { key, value in
                    let number = number(value, 1...100_000, key, problems)
                    if key == "nights" { settings.keptNights = number } else { settings.keptDays = number }
                }
            case "onInterrupted":
                let word = word(value, NightlySettings.OnInterrupted.allCases.map(\.rawValue), problems)
                settings.onInterrupted = word.flatMap(NightlySettings.OnInterrupted.init) ?? .resume
            case "update": settings.updates = word(value, ["on", "off"], problems) == "on"
            default: settings.notify = notify(value, problems)
            }
        }
        return settings
    }

    private static func notify(_ tree: Tree, _ problems: Problems) -> NightlySettings.Notify? {
        var notify = NightlySettings.Notify(command: "")
        each(tree, ["command", "when", "seconds"], problems) { key, value in
            switch key {
            case "command": notify.command = value.text("a command", problems)?.text ?? ""
            case "when": notify.onlyOnChange = word(value, ["always", "change"], problems) == "change"
            default: notify.seconds = number(value, 1...3600, "seconds", problems) ?? notify.seconds
            }
        }
        guard case .map(let entries) = tree.content, !entries.contains(where: { $0.key == "command" }) else {
            return notify
        }
        problems.add(
            "is missing; write command: \"mail -s strait me@example.org\"", line: tree.line, key: tree.path + ".command"
        )
        return nil
    }

    private static func each(
        _ tree: Tree, _ keys: [String], _ problems: Problems, _ body: (String, Tree) -> Void
    ) {
        guard let entries = tree.entries("a map of \(keys.joined(separator: ", "))", problems) else { return }
        problems.reportUnknownKeys(of: entries, known: keys)
        for entry in entries where keys.contains(entry.key) { body(entry.key, entry.value) }
    }

    private static func number(
        _ tree: Tree, _ range: ClosedRange<Int>, _ unit: String, _ problems: Problems
    ) -> Int? {
        guard let (text, _) = tree.text("a number of \(unit)", problems) else { return nil }
        do throws(Complaint) {
            return try wholeNumber(text, in: range, unit: unit)
        } catch {
            problems.add(error.sentence, at: tree)
            return nil
        }
    }

    private static func word(_ tree: Tree, _ words: [String], _ problems: Problems) -> String? {
        guard let (text, plain) = tree.text(words.joined(separator: " or "), problems) else { return nil }
        let word = plain && words.contains("off") ? switchWord(text) : text
        if words.contains(word) { return word }
        problems.add("\(quoted(text)) is not a valid value; \(suggestion(for: text, among: words))", at: tree)
        return nil
    }
}

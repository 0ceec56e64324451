// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// Reads a configuration's expectations.
struct ExpectationSection {
    let rules: RuleSection
    let problems: Problems

    private static let own =
        ["outcome", "rung", "errno", "report", "note", "link"] + CellQuestion.allCases.map(\.rawValue)
    private static let example = "{ physBits: 32, outcome: failed, rung: reserve, errno: ERANGE }"
    /// Infrastructure trouble and an invalid guest say nothing about a kernel, so they cannot be expected.
    private static let states: [CellAnswers.State] = [.good, .bad, .absent]
    private static let outcomes = Outcome.allCases.filter { $0.isVerdictOnKernel || $0 == .unsupported }

    func read(_ tree: Tree) -> [PlacedRule<ExpectationRule>] {
        guard case .list(let elements) = tree.content, !elements.isEmpty else {
            problems.add("\(tree.kind) where a list of rules belongs, each such as - \(Self.example)", at: tree)
            return []
        }
        return elements.compactMap { element in
            guard let entries = element.entries("a rule such as \(Self.example)", problems) else { return nil }
            problems.reportUnknownKeys(of: entries, known: Self.own + RuleSection.keys)
            // Only here a rule may match all cells: for all that no earlier rule fits.
            guard let match = rules.match(entries, element, mayFitAll: true), let what = expectation(entries, element)
            else { return nil }
            return .init(content: ExpectationRule(match, what), place: problems.place(of: element))
        }
    }

    private func expectation(_ entries: [Tree.Entry], _ rule: Tree) -> CellExpectation? {
        let values = Dictionary(entries.map { ($0.key, $0.value) }) { first, _ in first }
        let answers = CellQuestion.allCases.compactMap { question in
            values[question.rawValue].flatMap { word($0, Self.states, "an answer") }.map {
                ExpectedAnswer(question, $0)
            }
        }
        guard let outcome = values["outcome"] else {
            return ofAnswersAlone(answers, values, rule)
        }
        let outcomes = (outcome.elements(problems) ?? []).compactMap { word($0, Self.outcomes, "an outcome") }
        if outcomes.allSatisfy({ $0 == .passed || $0 == .unsupported }), !outcomes.isEmpty {
            for key in ["rung", "errno"] {
                guard let value = values[key] else { continue }
                problems.add("belongs to a failure; \(outcomes[0].rawValue) has none", at: value)
            }
        } else if outcomes.contains(.hung), let value = values["errno"] {
            // A hung kernel gave no error, so the rule would never hold.
            problems.add("belongs to an error of the kernel; hung has none", at: value)
        }
        if !outcomes.contains(.crashed), !outcomes.isEmpty, let value = values["report"] {
            problems.add("belongs to crashed; \(outcomes[0].rawValue) has none", at: value)
        }
        return CellExpectation(
            outcomes, rung: values["rung"].flatMap { word($0, Rung.known, "a rung") },
            errno: values["errno"].flatMap(errno),
            reports: values["report"].map { ($0.elements(problems) ?? []).compactMap(report) },
            note: values["note"].flatMap { text($0, "one line of text", Self.isLine) },
            link: link(values), answers: answers.isEmpty ? nil : answers)
    }

    /// A rule without an outcome has to name an answer.
    private func ofAnswersAlone(
        _ answers: [ExpectedAnswer], _ values: [String: Tree], _ rule: Tree
    ) -> CellExpectation? {
        let questions = CellQuestion.allCases.map(\.rawValue)
        guard questions.contains(where: { values[$0] != nil }) else {
            let known = Self.outcomes.map(\.rawValue).joined(separator: ", ")
            problems.add(
                "is missing; known: \(known). Or say what an answer is: \(questions.joined(separator: ", "))",
                line: rule.line, key: rule.path + ".outcome")
            return nil
        }
        for key in ["rung", "errno", "report"] {
            if let value = values[key] { problems.add("belongs to an outcome, and the rule has none", at: value) }
        }
        return CellExpectation(
            [], note: values["note"].flatMap { text($0, "one line of text", Self.isLine) }, link: link(values),
            answers: answers)
    }

    private func link(_ values: [String: Tree]) -> String? {
        values["link"].flatMap { text($0, "an address that begins with https:// or http://", Self.isLink) }
    }

    private func word<Word: RawRepresentable<String>>(_ tree: Tree, _ known: [Word], _ wanted: String) -> Word? {
        guard let (text, _) = tree.text(wanted, problems) else { return nil }
        if let word = known.first(where: { $0.rawValue == text }) { return word }
        problems.add(
            "\(quoted(text)) is not \(wanted); \(suggestion(for: text, among: known.map(\.rawValue)))", at: tree)
        return nil
    }

    private func report(_ tree: Tree) -> String? {
        let kinds = KernelReport.Kind.allCases.map(\.rawValue)
        return text(
            tree,
            "a kind of report (\(kinds.joined(separator: ", "))) or a fingerprint such as warning-0123456789abcdef"
        ) {
            kinds.contains($0) || $0.wholeMatch(of: /[a-z]{2,16}-[0-9a-f]{16}/) != nil
        }
    }

    private func errno(_ tree: Tree) -> Errno? {
        let wanted = "an errno such as ERANGE"
        guard let (text, _) = tree.text(wanted, problems) else { return nil }
        if ErrnoNames.all.contains(text) { return Errno(text) }
        let near = nearMiss(of: text, among: ErrnoNames.all).map { "; did you mean \($0)?" } ?? ""
        problems.add("\(quoted(text)) is not \(wanted)\(near)", at: tree)
        return nil
    }

    private func text(_ tree: Tree, _ wanted: String, _ isRight: (String) -> Bool) -> String? {
        guard let (text, _) = tree.text(wanted, problems) else { return nil }
        if isRight(text) { return text }
        problems.add("\(quoted(text)) is not \(wanted)", at: tree)
        return nil
    }

    private static func isLine(_ text: String) -> Bool { text.count <= 500 && !text.contains(where: \.isNewline) }

    /// Whether a text is a link. A page shows it as one, so only two harmless schemes are allowed.
    private static func isLink(_ text: String) -> Bool {
        text.wholeMatch(of: /https?:\/\/[\x21-\x7e]{1,1000}/) != nil
    }
}

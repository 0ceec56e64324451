// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// A series of patches, each held against the state before it: on every architecture whether it compiles, and the three answers.
public struct SeriesView: Sendable {
    /// What a step comes to on one architecture.
    public struct Place: Sendable {
        /// The architecture.
        public let architecture: Architecture
        /// The step's kernel; nil if the patch does not apply.
        public let build: SeriesStep.Build?
        /// Warnings of the compiler that the step before has not.
        public let newWarnings: [CompilerWarning]
        /// The answers of its cells together, the worst of each; empty if nothing was booted.
        public let states: [CellQuestion: CellAnswers.State]
        /// Against the last step before it that was booted; nil for the first.
        public let comparison: Comparison?
        /// The same with a second boot of the cells that changed; nil without one.
        public let again: Comparison?
        /// The questions on which two boots of the step before differ.
        let doubtful: [CellQuestion]

        /// What became of an answer; nil if there is nothing to hold it against. What a second boot does not show is inconclusive: one
        /// boot is enough to see a change, and not to blame a patch for it.
        public func verdict(of question: CellQuestion) -> PairVerdict? {
            comparison.map { comparison in
                guard comparison.distrust.isEmpty else { return .inconclusive }
                let verdicts = comparison.pairs.map { isConfirmed($0, question) ? $0.answers[question] : .inconclusive }
                return PairVerdict.bySeverity.first(where: verdicts.contains) ?? .unchanged
            }
        }

        /// The questions on which two boots of the step, or of the one before, differ in some cell.
        public var undecided: [CellQuestion] {
            CellQuestion.allCases.filter { question in
                comparison?.pairs.contains { !isConfirmed($0, question) } ?? false
            }
        }

        /// The cells in which the step changed something, by their ids.
        public var changed: [String] {
            let pairs = comparison?.pairs.filter { pair in
                CellQuestion.allCases.contains { [.broke, .fixed].contains(pair.answers[$0]) }
            }
            return (pairs ?? []).compactMap { $0.candidate?.id }
        }

        private func isConfirmed(_ pair: Comparison.Pair, _ question: CellQuestion) -> Bool {
            let verdict = pair.answers[question]
            // What showed in one of two boots before, and does not show now, need not be gone.
            if verdict == .fixed, doubtful.contains(question) { return false }
            guard verdict == .broke || verdict == .fixed, let again else { return true }
            return again.pairs.first { $0.name == pair.name }?.answers[question] == verdict
        }

        /// Whether it is there and compiles.
        public var isBuilt: Bool { build.map { $0.error == nil } ?? false }
    }

    /// A step.
    public struct Step: Sendable {
        /// How many patches it has.
        public let number: Int
        /// Its last patch; nil for the tree without patches.
        public let patch: AppliedPatch?
        /// Why the patch does not apply; nil if it does.
        public let refusal: String?
        /// The directory of its run, below that of the series; nil without one.
        public let run: String?
        /// How long it took, in seconds.
        public let seconds: Double
        /// In the order of the architectures.
        public let places: [Place]
    }

    /// The first step that changes something, and where.
    public struct FirstChange: Sendable {
        /// The step.
        public let step: Step
        /// The architectures on which it does.
        public let architectures: [Architecture]
        /// What became of it there; the worst, if they differ.
        public let verdict: PairVerdict
    }

    /// The series.
    public let record: SeriesRecord
    /// The steps so far.
    public let steps: [Step]

    /// The results of a step's run.
    public typealias Run = (record: RunRecord, results: [CellResult])

    /// Holds each step against the one before. `runs`: those of the steps, by their numbers; `again`: their second boots.
    public init(_ record: SeriesRecord, runs: [Int: Run], again: [Int: Run] = [:]) {
        self.record = record
        var before: [Architecture: Run] = [:]
        var warnings: [Architecture: [CompilerWarning]] = [:]
        var doubts: [Architecture: [CellQuestion]] = [:]
        steps = record.steps.map { step in
            let places = record.architectures.map { architecture in
                let build = step.builds.first { $0.architecture == architecture }
                let run = runs[step.number].flatMap { Self.part(of: $0, architecture) }
                let place = Place(
                    architecture: architecture, build: build,
                    newWarnings: Self.new(build?.warnings ?? [], since: warnings[architecture]),
                    states: run.map { Self.states($0.results) } ?? [:],
                    comparison: Self.comparison(before[architecture], run),
                    again: Self.comparison(
                        before[architecture], again[step.number].flatMap { Self.part(of: $0, architecture) }),
                    doubtful: doubts[architecture] ?? [])
                if let run { (before[architecture], doubts[architecture]) = (run, place.undecided) }
                if let build, build.error == nil { warnings[architecture] = build.warnings }
                return place
            }
            let patch = step.number > 0 ? record.patches.dropFirst(step.number - 1).first : nil
            return Step(
                number: step.number, patch: patch, refusal: step.refusal, run: step.run, seconds: step.seconds,
                places: places)
        }
    }

    /// The first step that changes an answer for better or worse; nil if none does.
    public func firstChange(of question: CellQuestion) -> FirstChange? { changes(of: question).first }

    /// All steps that change an answer for better or worse.
    public func changes(of question: CellQuestion) -> [FirstChange] {
        steps.compactMap { step in
            let moved = step.places.filter { [.broke, .fixed].contains($0.verdict(of: question)) }
            guard !moved.isEmpty else { return nil }
            let isBroken = moved.contains { $0.verdict(of: question) == .broke }
            return FirstChange(
                step: step, architectures: moved.map(\.architecture), verdict: isBroken ? .broke : .fixed)
        }
    }

    /// Steps that do not compile on an architecture on which they could.
    public var broken: [FirstChange] {
        steps.compactMap { step in
            let places = step.places.filter { $0.build?.error != nil }
            guard !places.isEmpty else { return nil }
            return FirstChange(step: step, architectures: places.map(\.architecture), verdict: .broke)
        }
    }

    /// Steps with warnings of the compiler that the step before has not.
    public var warned: [FirstChange] {
        steps.compactMap { step in
            let places = step.places.filter { !$0.newWarnings.isEmpty }
            guard !places.isEmpty else { return nil }
            return FirstChange(step: step, architectures: places.map(\.architecture), verdict: .broke)
        }
    }

    /// What it comes to: broke if a step does not apply, does not compile or breaks an answer; inconclusive if a step has none, or the
    /// series has not ended.
    public var verdict: PairVerdict {
        let verdicts = steps.flatMap(\.places).flatMap { place in CellQuestion.allCases.compactMap(place.verdict) }
        if steps.contains(where: { $0.refusal != nil }) || !broken.isEmpty || verdicts.contains(.broke) {
            return .broke
        }
        if record.finished == nil || verdicts.contains(.inconclusive) { return .inconclusive }
        return verdicts.contains(.fixed) ? .fixed : .unchanged
    }

    private static func part(of run: Run, _ architecture: Architecture) -> Run? {
        var record = run.record
        record.cells.removeAll { $0.architecture != architecture }
        let results = run.results.filter { $0.arch == architecture }
        return results.isEmpty ? nil : (record, results)
    }

    private static func comparison(_ before: Run?, _ after: Run?) -> Comparison? {
        guard let before, let after else { return nil }
        return Comparison(
            base: ComparisonSide(record: before.record, results: before.results),
            candidate: ComparisonSide(record: after.record, results: after.results))
    }

    private static func states(_ results: [CellResult]) -> [CellQuestion: CellAnswers.State] {
        let asked = results.filter { $0.control == nil }
        return Dictionary(
            uniqueKeysWithValues: CellQuestion.allCases.compactMap { question in
                CellAnswers.State.worst(of: asked.map { $0.answers[question] }).map { (question, $0) }
            })
    }

    /// Warnings that were not there before; none for the first step, whose warnings are the tree's own.
    private static func new(_ warnings: [CompilerWarning], since before: [CompilerWarning]?) -> [CompilerWarning] {
        guard let before else { return [] }
        let known = Set(before)
        return warnings.filter { !known.contains($0) }
    }
}

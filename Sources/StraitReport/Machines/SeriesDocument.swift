// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

/// What `strait series --json` prints.
public struct SeriesDocument: Encodable, Sendable {
    /// The form's name and version.
    public static let schema = "strait.series-report/1"

    struct Place: Encodable, Sendable {
        let architecture: Architecture
        let compiles: Bool?
        let error: String?
        let newWarnings: [CompilerWarning]
        let answers: [String: String]
        let changes: [String: String]
    }

    struct Step: Encodable, Sendable {
        let number: Int
        let name, subject, author, messageID: String?
        let applies: Bool
        let refusal: String?
        let run: String?
        let seconds: Double
        let architectures: [Place]
    }

    struct First: Encodable, Sendable {
        let patch: Int
        let verdict: String
        let architectures: [Architecture]

        init(_ change: SeriesView.FirstChange) {
            (patch, verdict) = (change.step.number, change.verdict.rawValue)
            architectures = change.architectures
        }
    }

    let schema = SeriesDocument.schema
    let name, kernel, started: String
    let finished: String?
    let verdict: String
    let steps: [Step]
    /// By the question: `initialization`, `tests`, `log`.
    let firstChanges: [String: First]
    let headline: [String]

    /// The document of a series.
    public init(_ series: SeriesView) {
        (name, kernel) = (series.record.name, series.record.kernel)
        (started, finished) = (series.record.started, series.record.finished)
        verdict = series.verdict.rawValue
        steps = series.steps.map(Self.step)
        firstChanges = Dictionary(
            uniqueKeysWithValues: CellQuestion.allCases.compactMap { question in
                series.firstChange(of: question).map { (question.rawValue, First($0)) }
            })
        headline = SeriesHeadline(series).sentences
    }

    private static func step(_ step: SeriesView.Step) -> Step {
        Step(
            number: step.number, name: step.patch?.name, subject: step.patch?.subject, author: step.patch?.author,
            messageID: step.patch?.messageID, applies: step.refusal == nil, refusal: step.refusal, run: step.run,
            seconds: step.seconds, architectures: step.places.map(place))
    }

    private static func place(_ place: SeriesView.Place) -> Place {
        func byQuestion(_ value: (CellQuestion) -> String?) -> [String: String] {
            Dictionary(
                uniqueKeysWithValues: CellQuestion.allCases.compactMap { question in
                    value(question).map { (question.rawValue, $0) }
                })
        }
        return Place(
            architecture: place.architecture, compiles: place.build.map { $0.error == nil }, error: place.build?.error,
            newWarnings: place.newWarnings, answers: byQuestion { place.states[$0]?.rawValue },
            changes: byQuestion { place.verdict(of: $0)?.rawValue })
    }
}

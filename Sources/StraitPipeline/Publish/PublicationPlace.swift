// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// Where a run is published. A new kind of place is a file with a conforming type, and a line in `PublishCommand`.
public protocol PublicationPlace: Sendable {
    /// The kind: `kcidb`.
    var kind: String { get }
    /// The place, without anything secret: an address, or a command.
    var place: String { get }
    /// What tells this place from others: the same as `place`, unless that is shorter than the whole. It is never shown.
    var identity: String { get }
    /// What is published; the same bytes are not published twice.
    var payload: [UInt8] { get }
    /// What would be sent where, a line each.
    var preview: [String] { get }

    /// Publishes it once. What is already there is not sent again. Errors: `request` if it can never be sent so; every other error is
    /// trouble on the way, after which it is tried again.
    func send() async throws -> PublicationAnswer
}

extension PublicationPlace {
    /// The place.
    public var identity: String { place }
}

/// What a place said.
public enum PublicationAnswer: Sendable, Equatable {
    /// It has the run.
    case taken(String)
    /// It does not want it.
    case refused(String)
    /// It has trouble; after so many seconds, if it says so, it may be asked again.
    case later(String, seconds: Double?)

    /// What an answer of a web server means.
    init(_ answer: HTTPAnswer) {
        // Not cut yet: half of a token would not be known for one.
        let text = "\(answer.status) \(answer.body)"
        self =
            answer.isTaken
            ? .taken(text) : answer.isTemporary ? .later(text, seconds: answer.retryAfter) : .refused(text)
    }
}

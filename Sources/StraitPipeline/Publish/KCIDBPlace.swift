// SPDX-License-Identifier: Apache-2.0

import StraitModel
import StraitSystem

/// KCIDB's REST submission: `POST /submit` with the JSON of the report (https://docs.kernelci.org/kcidb/submitter_guide/). The ids of its
/// objects are those of the run, so that a report that arrives twice is one.
public struct KCIDBPlace: PublicationPlace {
    /// The kind.
    public let kind = "kcidb"
    /// The place.
    public let place: String
    /// What is published.
    public let payload: [UInt8]
    private let client: HTTPClient

    /// `url` is the whole address, with its path; `token` comes from the project.
    public init(_ run: PublishableRun, url: String, token: String?) throws {
        place = url
        payload = try run.kcidb()
        client = HTTPClient(authorization: token.map { "Bearer \($0)" })
    }

    /// What would be sent.
    public var preview: [String] { ["POST \(place), \(payload.count) bytes of JSON"] }

    /// Publishes it once.
    public func send() async throws -> PublicationAnswer {
        PublicationAnswer(try await client.send(HTTPRequest("POST", place, body: payload)))
    }
}

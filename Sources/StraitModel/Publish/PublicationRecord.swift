// SPDX-License-Identifier: Apache-2.0

/// What became of publishing a run at one place, as a file of the run's `publish/` has it.
public struct PublicationRecord: Sendable, Codable, Equatable {
    /// The name and version of the form.
    public static let currentSchema = "strait.publication/1"

    /// How far it is.
    public enum State: String, Sendable, Codable {
        /// It waits to be sent again.
        case waiting
        /// The place has it.
        case sent
        /// The place does not want it.
        case refused
    }

    /// The name and version of the form.
    public var schema: String
    /// The kind of place: `kcidb`, `patchwork`, `mail`, `command`.
    public var kind: String
    /// The place: an address without anything secret, or a command.
    public var place: String
    /// SHA-256 of what is published.
    public var sha256: String
    /// How far it is.
    public var state: State
    /// How often it was tried.
    public var attempts: Int
    /// When it was last tried, ISO 8601 in UTC; nil before the first time.
    public var tried: String?
    /// What the place said, or why it could not be reached; nil before the first time.
    public var answer: String?

    /// Makes a record of something that was not tried yet.
    public init(kind: String, place: String, sha256: String) {
        schema = Self.currentSchema
        (self.kind, self.place, self.sha256) = (kind, place, sha256)
        (state, attempts) = (.waiting, 0)
    }
}

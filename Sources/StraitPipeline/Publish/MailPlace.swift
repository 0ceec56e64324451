// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitSystem

/// A mailing list, by `git send-email` with the user's own settings: the comparison of base and candidate as the answer to a thread.
public struct MailPlace: PublicationPlace {
    /// The kind.
    public let kind = "mail"
    /// The place.
    public let place: String
    /// What is published.
    public let payload: [UInt8]
    private let isTrial: Bool

    private static let deadline = Duration.seconds(300)

    /// `mail` is the whole mail with its head; with `isTrial` git shows what it would send.
    public init(_ mail: String, to: String, isTrial: Bool) {
        place = to
        payload = Array(mail.utf8)
        self.isTrial = isTrial
    }

    /// What would be sent.
    public var preview: [String] { ["git send-email to \(place), \(payload.count) bytes"] }

    /// Publishes it once.
    public func send() async throws -> PublicationAnswer {
        let file = NSTemporaryDirectory() + "strait-mail-\(UUID().uuidString).eml"
        try WholeFile.write(payload, to: file)
        defer { try? FileManager.default.removeItem(atPath: file) }
        let options =
            ["--confirm=never", "--no-signed-off-by-cc", "--suppress-cc=all", "--8bit-encoding=UTF-8"]
            + (isTrial ? ["--dry-run"] : [])
        let said = try await ChildProcess(
            "git", ["send-email"] + options + [file], variables: .inherited, package: "git-email", isPrivate: true
        ).run(deadline: Self.deadline)
        let text = said.output.split(separator: "\n").last.map(String.init) ?? ""
        // A server that is away and settings that are wrong have one exit code: it is tried again.
        return said.succeeded ? .taken(text) : .later("git send-email: \(said.tail)", seconds: nil)
    }
}

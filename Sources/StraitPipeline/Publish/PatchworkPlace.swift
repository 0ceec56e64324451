// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitReport
import StraitSystem

/// Patchwork's checks of a patch: one for each of the three questions (REST API, "Checks"). A check that is there already with the same
/// result is not made again, because Patchwork keeps every one.
public struct PatchworkPlace: PublicationPlace {
    /// Which patch the checks are for.
    public enum Patch: Sendable {
        /// By Patchwork's own number.
        case number(Int)
        /// By the Message-ID of its mail.
        case messageID(String)
    }

    /// The kind.
    public let kind = "patchwork"
    /// What is published.
    public let payload: [UInt8]
    private let server: String
    private let patch: Patch
    private let project: String?
    private let checks: [PatchworkCheck]
    private let client: HTTPClient

    /// `url` is the server's address without `/api`. Without a `patch` it is the last one of the run that has a Message-ID. Errors:
    /// `request` if there is none.
    public init(
        _ run: PublishableRun, url: String, token: String?, patch number: Int?, project: String?, targetURL: String?
    ) throws {
        server = url.hasSuffix("/") ? String(url.dropLast()) : url
        guard let patch = number.map(Patch.number) ?? run.lastMessageID.map(Patch.messageID) else {
            throw StraitError(
                .request,
                "no patch of the run came as a mail, so that Patchwork cannot find it: name it with --patch-id")
        }
        (self.patch, self.project) = (patch, project)
        checks = run.checks(targetURL: targetURL)
        payload = try JSON.encode(checks)
        client = HTTPClient(authorization: token.map { "Token \($0)" })
    }

    /// The place.
    public var place: String {
        switch patch {
        case .number(let number): "\(server)/api/patches/\(number)/checks/"
        case .messageID(let id): "\(server)/api/patches/?msgid=\(id)"
        }
    }

    /// What would be sent.
    public var preview: [String] {
        checks.map { "POST a check to \(place): \($0.context) \($0.state), \"\($0.description)\"" }
    }

    /// Publishes it once.
    public func send() async throws -> PublicationAnswer {
        let number: Int
        switch try await find() {
        case .success(let found): number = found
        case .failure(let answer): return answer.value
        }
        let address = "\(server)/api/patches/\(number)/checks/"
        let known = try await client.send(HTTPRequest("GET", address))
        guard known.isTaken, let there = try? JSON.decode([Known].self, Array(known.body.utf8)) else {
            return known.isTaken ? .later("no list of checks at \(address)", seconds: nil) : PublicationAnswer(known)
        }
        var made = 0
        for check in checks where !there.contains(where: { $0.isSame(as: check) }) {
            let answer = try await client.send(HTTPRequest("POST", address, body: try JSON.encode(check)))
            guard answer.isTaken else { return PublicationAnswer(answer) }
            made += 1
        }
        return .taken("\(made) checks of patch \(number), \(checks.count - made) were there")
    }

    /// A check as the server has it.
    private struct Known: Decodable {
        var state, context: String
        var description: String?

        func isSame(as check: PatchworkCheck) -> Bool {
            state == check.state && context == check.context && description == check.description
        }
    }

    private struct Refused: Error { let value: PublicationAnswer }

    private func find() async throws -> Result<Int, Refused> {
        struct Found: Decodable { var id: Int }
        guard case .messageID(let id) = patch else {
            guard case .number(let number) = patch else { return .failure(Refused(value: .refused("no patch"))) }
            return .success(number)
        }
        let terms = ["msgid=\(Self.escaped(id))"] + [project.map { "project=\(Self.escaped($0))" }].compactMap { $0 }
        let answer = try await client.send(HTTPRequest("GET", "\(server)/api/patches/?\(terms.joined(separator: "&"))"))
        guard answer.isTaken else { return .failure(Refused(value: PublicationAnswer(answer))) }
        guard let found = try? JSON.decode([Found].self, Array(answer.body.utf8)) else {
            return .failure(Refused(value: .later("no list of patches at \(server)", seconds: nil)))
        }
        // A patch that has not arrived yet may do so.
        guard let first = found.first else {
            return .failure(Refused(value: .later("\(server) has no patch \(id)", seconds: nil)))
        }
        guard found.count == 1 else {
            return .failure(
                Refused(
                    value: .refused(
                        "\(server) has \(found.count) patches \(id): name one with --patch-id, or --project")))
        }
        return .success(first.id)
    }

    private static func escaped(_ text: String) -> String {
        let safe = CharacterSet(charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~@")
        return text.addingPercentEncoding(withAllowedCharacters: safe) ?? ""
    }
}

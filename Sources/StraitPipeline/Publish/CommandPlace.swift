// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitSystem

/// Any program: it gets KCIDB's JSON of the run on its standard input, and exits with 0 if it has published it.
public struct CommandPlace: PublicationPlace {
    /// The kind.
    public let kind = "command"
    /// The place.
    public let place: String
    /// What is published.
    public let payload: [UInt8]
    private let command: [String]

    private static let deadline = Duration.seconds(300)
    /// More of its output is not kept.
    private static let mostBytes = 1 << 20
    /// "Try again", as mail programs say it (`EX_TEMPFAIL` of sysexits.h).
    private static let tryAgain: Int32 = 75

    /// `command`: the program and its arguments; not empty.
    public init(_ run: PublishableRun, command: [String]) throws {
        guard !command.isEmpty else { throw StraitError(.request, "--to command: write the program behind --") }
        self.command = command
        place = command[0]
        payload = try run.kcidb()
    }

    /// The program with its arguments, which may have a password.
    public var identity: String { command.joined(separator: "\0") }

    /// What would be sent.
    public var preview: [String] {
        ["\(command.joined(separator: " ")), \(payload.count) bytes of JSON on its standard input"]
    }

    /// Publishes it once.
    public func send() async throws -> PublicationAnswer {
        // A file, because a program that does not read its input must not stop anybody.
        let file = NSTemporaryDirectory() + "strait-report-\(UUID().uuidString).json"
        try WholeFile.write(payload, to: file)
        defer { try? FileManager.default.removeItem(atPath: file) }
        let (said, output) = try await ChildProcess(
            command[0], Array(command.dropFirst()), variables: .inherited, isPrivate: true
        ).bytes(reading: file, limit: Self.mostBytes, deadline: Self.deadline)
        let words = String(decoding: output ?? [], as: UTF8.self).split(separator: "\n").suffix(3).joined(
            separator: " ")
        if said.succeeded { return .taken(words) }
        let text =
            "it ended with \(said.code.map { "exit code \($0)" } ?? "a signal"): \(said.errors.isEmpty ? words : said.tail)"
        return said.code == Self.tryAgain ? .later(text, seconds: nil) : .refused(text)
    }
}

// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel

/// Sends requests with curl, which knows proxies, certificates and what servers do wrong; the user's `.curlrc` is not read, since it may
/// turn the check of certificates off. Everything secret goes to its standard input,
/// since arguments are anybody's to read; nothing follows a redirect, so that a token goes to the named server alone.
public struct HTTPClient: Sendable {
    /// The `Authorization` header; nil for none.
    private let authorization: String?

    /// How long one request may take.
    private static let patience = Duration.seconds(60)
    /// The line that curl writes after the body.
    private static let mark = "strait-http "
    private static let mostBytes = 1 << 20

    /// A client; `authorization` is the value of the header, such as `Bearer TOKEN`.
    public init(authorization: String? = nil) { self.authorization = authorization }

    /// Sends a request and returns the answer, whatever its status is. Errors: `infrastructure` if the server cannot be reached or does
    /// not answer in a minute, `request` for an address that is none.
    public func send(_ request: HTTPRequest) async throws -> HTTPAnswer {
        let file = try request.body.map { try Body($0) }
        defer { file?.remove() }
        let said = try await ChildProcess("curl", ["--disable", "--config", "-"], isPrivate: true).run(
            input: try configuration(request, file?.path), deadline: Self.patience + .seconds(10))
        guard let answer = Self.answer(said.output) else { throw Self.refusal(said, request) }
        guard said.succeeded else {
            // The server took it and broke off: nobody knows what it did with it.
            throw StraitError(.infrastructure, "\(request.url) broke off its answer", cause: said.tail)
        }
        return answer
    }

    private func configuration(_ request: HTTPRequest, _ body: String?) throws -> String {
        var lines = [
            "silent", "show-error", "globoff", "proto = \"=http,https\"", "max-redirs = 0", "connect-timeout = 20",
            "max-time = \(Int(Self.patience / .seconds(1)))", "url = \(try Self.quoted(request.url))",
            "request = \(try Self.quoted(request.method))", "header = \"Accept: application/json\"",
            "max-filesize = \(Self.mostBytes)",
            "write-out = \"\\n\(Self.mark)%{http_code} %header{retry-after}\\n\"",
        ]
        if let authorization { lines.append("header = \(try Self.quoted("Authorization: \(authorization)"))") }
        if let body {
            lines += ["header = \"Content-Type: application/json\"", "data-binary = \(try Self.quoted("@\(body)"))"]
        }
        return lines.map { "\($0)\n" }.joined()
    }

    /// A value of curl's configuration (curl(1), `--config`).
    private static func quoted(_ text: String) throws -> String {
        guard text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7f }) else {
            throw StraitError(.request, "an address or a token with a control character cannot be sent")
        }
        return "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }

    private static func answer(_ output: String) -> HTTPAnswer? {
        guard let place = output.range(of: "\n\(mark)", options: .backwards) else { return nil }
        let words = output[place.upperBound...].split(whereSeparator: \.isWhitespace)
        guard let status = words.first.flatMap({ Int($0) }), status > 0 else { return nil }
        return HTTPAnswer(
            status: status, body: String(output[..<place.lowerBound]),
            retryAfter: words.dropFirst().first.flatMap { Double($0) })
    }

    /// curl's exit codes 1 and 3 are about the address itself (curl(1), "EXIT CODES").
    private static func refusal(_ said: ChildProcess.Finished, _ request: HTTPRequest) -> StraitError {
        let isWrong = said.code == 1 || said.code == 3
        return StraitError(
            isWrong ? .request : .infrastructure, "\(request.url) \(isWrong ? "is no address" : "cannot be reached")",
            cause: said.tail)
    }

    /// The body in a file: curl's standard input has the configuration.
    private struct Body {
        let path: String

        init(_ bytes: [UInt8]) throws {
            path = NSTemporaryDirectory() + "strait-body-\(UUID().uuidString)"
            try WholeFile.write(bytes, to: path)
        }

        func remove() { try? FileManager.default.removeItem(atPath: path) }
    }
}

// SPDX-License-Identifier: Apache-2.0

/// A request to a server of the web.
public struct HTTPRequest: Sendable, Equatable {
    /// The method: `GET`, `POST`.
    public var method: String
    /// The address.
    public var url: String
    /// The body, JSON; nil for none.
    public var body: [UInt8]?

    /// Makes a request.
    public init(_ method: String, _ url: String, body: [UInt8]? = nil) {
        self.method = method
        self.url = url
        self.body = body
    }
}

/// A server's answer.
public struct HTTPAnswer: Sendable, Equatable {
    /// The status code (RFC 9110, section 15).
    public var status: Int
    /// The body, at most 1 MiB of it.
    public var body: String
    /// Seconds after which the server wants to be asked again; nil where it does not say.
    public var retryAfter: Double?

    /// Makes an answer.
    public init(status: Int, body: String = "", retryAfter: Double? = nil) {
        self.status = status
        self.body = body
        self.retryAfter = retryAfter
    }

    /// Whether the request was taken.
    public var isTaken: Bool { (200..<300).contains(status) }
    /// Whether the same request may be taken later: the server is overloaded, or has trouble of its own.
    public var isTemporary: Bool { status == 408 || status == 425 || status == 429 || status >= 500 }
}

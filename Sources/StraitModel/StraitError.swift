// SPDX-License-Identifier: Apache-2.0

/// An error: one sentence for the user, a kind that decides the exit code, and the cause.
public struct StraitError: Error, Sendable, CustomStringConvertible {
    /// The kind of error. It decides the exit code and whether a retry makes sense.
    public struct Kind: Sendable, Hashable, RawRepresentable {
        /// The kind's stable name.
        public let rawValue: String

        /// A kind by its stable name.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The request is wrong: exit code 2, never retried.
        public static let request = Kind(rawValue: "request")
        /// The request is impossible there: becomes the outcome `unsupported`.
        public static let unsupported = Kind(rawValue: "unsupported")
        /// libvirt, QEMU, SSH, disk, network: retried with a bound, exit code 3.
        public static let infrastructure = Kind(rawValue: "infrastructure")
        /// A wait reached its deadline; the caller decides whether the guest hangs or the host is in trouble.
        public static let deadline = Kind(rawValue: "deadline")
        /// The guest is gone (its QEMU ended, or the connection to it did).
        public static let guestGone = Kind(rawValue: "guest-gone")
    }

    /// The position in a file, in a form that editors can jump to.
    public struct Place: Sendable, Equatable, CustomStringConvertible {
        /// Path as the user gave it.
        public let file: String
        /// 1-based line, if known.
        public let line: Int?
        /// The key, as a path such as `matrix[1].physBits`.
        public let key: String?

        /// Makes a place.
        public init(file: String, line: Int? = nil, key: String? = nil) {
            self.file = file
            self.line = line
            self.key = key
        }

        /// `file:line: key`.
        public var description: String {
            var text = file
            if let line { text += ":\(line)" }
            if let key { text += ": \(key)" }
            return text
        }
    }

    /// The kind.
    public let kind: Kind
    /// One sentence: what is wrong and what would be right.
    public let message: String
    /// The place, for errors in files.
    public let place: Place?
    /// The cause, in the words of the library or program that reported it.
    public let cause: String?

    /// Makes an error; `cause` is the message of the layer below.
    public init(_ kind: Kind, _ message: String, place: Place? = nil, cause: String? = nil) {
        self.kind = kind
        self.message = message
        self.place = place
        self.cause = cause
    }

    /// The whole sentence: place, message, cause.
    public var description: String {
        let located = place.map { "\($0): \(message)" } ?? message
        return cause.map { "\(located) (\($0))" } ?? located
    }
}

// SPDX-License-Identifier: Apache-2.0

/// An error as strait tells it: one clear sentence for the user, a stable kind for the exit code, and the cause beneath.
public struct StraitError: Error, Sendable, CustomStringConvertible {
    /// Whose trouble it is; decides the exit code (DESIGN.md) and whether a retry makes sense.
    public struct Kind: Sendable, Hashable, RawRepresentable {
        /// The kind's stable name.
        public let rawValue: String

        /// A kind by its stable name.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// What was asked for cannot be: exit code 2, never retried.
        public static let request = Kind(rawValue: "request")
        /// The question makes no sense there; becomes the outcome `unsupported`.
        public static let unsupported = Kind(rawValue: "unsupported")
        /// libvirt, QEMU, SSH, disk, network: retried with a bound, exit code 3.
        public static let infrastructure = Kind(rawValue: "infrastructure")
        /// A wait that reached its deadline; who waited decides whether that is a hang of the guest or trouble of the host.
        public static let deadline = Kind(rawValue: "deadline")
        /// The guest is gone (its QEMU ended, or the connection to it did).
        public static let guestGone = Kind(rawValue: "guest-gone")
    }

    /// Where in a file the trouble is: what an editor can jump to.
    public struct Place: Sendable, Equatable, CustomStringConvertible {
        /// Path as the user gave it.
        public let file: String
        /// 1-based line, where it is known.
        public let line: Int?
        /// The key, as a path such as `matrix[1].physBits`.
        public let key: String?

        /// A place in a file.
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

    /// Whose trouble it is.
    public let kind: Kind
    /// One sentence: what is wrong and what would be right.
    public let message: String
    /// Where, for errors in files.
    public let place: Place?
    /// What caused it, in the words of the library or the program that said it.
    public let cause: String?

    /// An error with its sentence; `cause` is the text of the layer beneath.
    public init(_ kind: Kind, _ message: String, place: Place? = nil, cause: String? = nil) {
        self.kind = kind
        self.message = message
        self.place = place
        self.cause = cause
    }

    /// The sentence as the user reads it: place, message, cause.
    public var description: String {
        let located = place.map { "\($0): \(message)" } ?? message
        return cause.map { "\(located) (\($0))" } ?? located
    }
}

// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// Everything that is wrong with a configuration, in the order of its lines: whoever mends a file wants to do so once.
public struct ConfigurationErrors: Error, Sendable, CustomStringConvertible {
    /// The problems; never empty.
    public let errors: [StraitError]

    /// The problems of one file.
    public init(_ errors: [StraitError]) { self.errors = errors }

    /// One problem a line, each as `file:line: key: sentence`.
    public var description: String { errors.map(\.description).joined(separator: "\n") }
}

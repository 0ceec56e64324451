// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// All errors of a configuration, in the order of the lines, so that they can be mended at once.
public struct ConfigurationErrors: Error, Sendable, CustomStringConvertible {
    /// The errors; never empty.
    public let errors: [StraitError]

    /// Makes the errors of one file.
    public init(_ errors: [StraitError]) { self.errors = errors }

    /// One error per line, each as `file:line: key: sentence`.
    public var description: String { errors.map(\.description).joined(separator: "\n") }
}

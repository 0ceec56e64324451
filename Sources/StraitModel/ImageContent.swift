// SPDX-License-Identifier: Apache-2.0

/// A program or module of a guest's image, or why the image does not have it.
public struct ImageContent: Sendable, Hashable, Codable {
    /// Its file's name: `hmm-tests`, `test_hmm.ko`.
    public var name: String
    /// Why it is not there; nil where it is.
    public var missing: String?

    /// A program or module.
    public init(_ name: String, missing: String? = nil) {
        self.name = name
        self.missing = missing
    }
}

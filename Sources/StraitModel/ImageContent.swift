// SPDX-License-Identifier: Apache-2.0

/// A program or module of a guest's image, or the reason why the image lacks it.
public struct ImageContent: Sendable, Hashable, Codable {
    /// Its file's name: `hmm-tests`, `test_hmm.ko`.
    public var name: String
    /// Why it is missing; nil if it is there.
    public var missing: String?

    /// Makes an entry.
    public init(_ name: String, missing: String? = nil) {
        self.name = name
        self.missing = missing
    }
}

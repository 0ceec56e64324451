// SPDX-License-Identifier: Apache-2.0

/// A request to count which lines of a kernel run: those of the files that its patches touch, and of these.
public struct CoverageRequest: Sendable, Hashable, Codable {
    /// Paths of C files in the tree, beside those that patches touch: `mm/rmap.c`.
    public var files: [String]

    /// Makes a request.
    public init(files: [String] = []) { self.files = files }
}

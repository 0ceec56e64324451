// SPDX-License-Identifier: Apache-2.0

/// A warning that the compiler gave while a kernel was built. It has no line number, so that it is the same warning after lines
/// before it were added.
public struct CompilerWarning: Sendable, Hashable, Codable {
    /// The file's path in the tree.
    public var file: String
    /// What the compiler said, with the option that asks for it: `unused variable 'x' [-Wunused-variable]`.
    public var text: String

    /// A warning.
    public init(file: String, text: String) {
        self.file = file
        self.text = text
    }
}

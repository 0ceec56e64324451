// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// What a kernel that is built here is built from, exactly.
struct TreePin: Sendable, Codable, Equatable {
    /// The tree's directory.
    var tree: String
    /// The digest of its content with the patches (`TreeContent.digest`).
    var content: String
    /// The patches as the request names them.
    var patchPaths: [String]
    /// The patches that are in `content`, in order.
    var patches: [AppliedPatch]
    /// The file that configures it; nil for strait's own small configuration.
    var config: String?
    /// SHA-256 of that file.
    var configDigest: String?
    /// An option on top of the small configuration, for a page size that is not its own; may be empty.
    var option: String

    /// What its build is called in the workspace: what is configured by another file is built elsewhere, or each would throw away what
    /// the other built. By the file's path, so that an edited configuration goes on with what was built.
    var build: String
}

// SPDX-License-Identifier: Apache-2.0

import StraitModel
import StraitSystem

/// The exact source of a kernel that is built here.
struct TreePin: Sendable, Codable, Equatable {
    /// The tree's directory.
    var tree: String
    /// The digest of the content with the patches (`TreeContent.digest`).
    var content: String
    /// The paths of the patches in the request.
    var patchPaths: [String]
    /// Which of them; nil for all.
    var subset: PatchSubset?
    /// The applied patches, in order.
    var patches: [AppliedPatch]
    /// What has to be known of the choice of the patches; nil where nothing has.
    var patchNotes: [String]?
    /// The file that configures it; nil for strait's own small configuration.
    var config: String?
    /// SHA-256 of that file.
    var configDigest: String?
    /// Options on top of the small configuration, with blanks between: that of a page size that is not its own, and those that the
    /// request names; may be empty.
    var option: String
    /// Options that the request names, `NAME=VALUE`; nil where there are none, as in what was remembered before there were any.
    var options: [String]?

    /// The build directory in the workspace. Each configuration file has its own, so that builds do not destroy each
    /// other's files. It depends on the file's path and not on its content, so that an edited configuration continues
    /// the build.
    var build: String

    /// What counts the lines that run; nil for nothing.
    var coverage: KernelCoverage?

    /// What stands for the content with its options and counters, in names of logs and in `uname -v`.
    var digest: String {
        let counted = coverage.map { ["coverage"] + $0.sources } ?? []
        guard options != nil || !counted.isEmpty else { return content }
        return Digest.of(([content] + (options ?? []) + counted).joined(separator: "\n"))
    }
}

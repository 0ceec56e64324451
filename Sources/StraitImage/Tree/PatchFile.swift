// SPDX-License-Identifier: Apache-2.0

import StraitModel
import SystemPackage

/// A patch as `git apply` reads it.
struct PatchFile: Sendable, Equatable {
    /// What it is called in messages and results.
    var applied: AppliedPatch
    /// Where it is.
    var file: FilePath
}

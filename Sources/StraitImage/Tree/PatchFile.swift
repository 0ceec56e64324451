// SPDX-License-Identifier: Apache-2.0

import StraitModel
import SystemPackage

/// A patch for `git apply`.
struct PatchFile: Sendable, Equatable {
    /// Its name in messages and results, with its digest.
    var applied: AppliedPatch
    /// Its file.
    var file: FilePath
}

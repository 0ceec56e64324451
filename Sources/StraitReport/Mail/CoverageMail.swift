// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis

/// What a mail says of the changed lines that ran.
public enum CoverageMail {
    /// A line each, for each kernel with patches; empty if none counts.
    public static func lines(_ kernels: [KernelLines]) -> [String] { kernels.flatMap(CoverageWords.mail) }
}

// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// How far the build of a kernel is, in a line.
public enum BuildText {
    /// `compiling for x86_64: mm/memremap, 812 of at most 2,950 files, 2 min 10 s, at most 5 min 42 s left`.
    public static func line(_ progress: BuildProgress, architecture: Architecture) -> String {
        let most = progress.most.flatMap { $0 >= progress.count ? " of at most \(Words.grouped($0))" : nil }
        let left = progress.secondsLeft.map { ", at most \(Words.time($0)) left" } ?? ""
        return "compiling for \(architecture.rawValue): \(Clean.line(progress.file, limit: 100)), "
            + "\(Words.grouped(progress.count))\(most ?? "") files, \(Words.time(progress.seconds))\(left)"
    }
}

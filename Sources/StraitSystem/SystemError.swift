// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel

/// Errors of the operating system, as one sentence with the path.
public enum SystemError {
    /// The error for `number`, the `errno` of a failed call. Read `errno` before any other call can overwrite it.
    public static func of(_ number: Int32, _ action: String, _ path: String) -> StraitError {
        let kind: StraitError.Kind = requests.contains(number) ? .request : .infrastructure
        return StraitError(kind, "cannot \(action) \(path): \(words(number))")
    }

    /// The meaning of an `errno`.
    public static func words(_ number: Int32) -> String { sentences[number] ?? String(cString: strerror(number)) }

    /// The words for a full file system in such a sentence.
    public static let diskFull = "there is no space left on that file system"

    /// Errors that the user can mend by choosing another path; all others are infrastructure.
    private static let requests: Set<Int32> = [ENOENT, ENOTDIR, EACCES, EPERM, EROFS, ENAMETOOLONG, EISDIR, ELOOP]

    private static let sentences: [Int32: String] = [
        ENOSPC: diskFull,
        EDQUOT: "the disk quota is used up",
        EROFS: "that file system is read-only",
        ENOENT: "there is no such file or directory",
        ENOTDIR: "a part of the path is a file, not a directory",
        EISDIR: "it is a directory",
        EACCES: "permission denied",
        EPERM: "permission denied",
        ENAMETOOLONG: "the name is too long for that file system",
        EMFILE: "too many files are open; raise `ulimit -n`",
    ]
}

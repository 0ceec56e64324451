// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel

/// What the operating system said, in one sentence with the path that it is about.
enum StoreError {
    /// The sentence for `number`, the `errno` of the call that failed; read it before anything else can overwrite it.
    static func sentence(_ number: Int32, _ action: String, _ path: String) -> StraitError {
        let kind: StraitError.Kind = requests.contains(number) ? .request : .infrastructure
        let known = sentences[number].map { "cannot \(action) \(path): \($0)" }
        return StraitError(kind, known ?? "cannot \(action) \(path): \(String(cString: strerror(number)))")
    }

    /// What a user mends by naming another directory; the rest is the host's trouble.
    private static let requests: Set<Int32> = [ENOENT, ENOTDIR, EACCES, EPERM, EROFS, ENAMETOOLONG, EISDIR, ELOOP]

    private static let sentences: [Int32: String] = [
        ENOSPC: "there is no space left on that file system",
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

    /// What is wrong with a JSON file, without the nesting of Foundation's own description.
    static func sentence(_ error: any Error) -> String {
        func place(_ path: [any CodingKey]) -> String {
            path.isEmpty
                ? "" : " at " + path.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }.joined(separator: ".")
        }
        switch error {
        case DecodingError.keyNotFound(let key, let context):
            return "the key “\(key.stringValue)” is missing" + place(context.codingPath)
        case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
            return "a value of another type" + place(context.codingPath)
        case DecodingError.dataCorrupted(let context):
            return context.codingPath.isEmpty ? "it is not JSON" : context.debugDescription + place(context.codingPath)
        case let error as StraitError: return error.message
        default: return String(describing: error)
        }
    }
}

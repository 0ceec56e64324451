// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitSystem
import SystemPackage

extension StraitError.Kind {
    /// This source of a kernel is unavailable, but another one may be used. This kind stays within the stage.
    static let sourceUnavailable = StraitError.Kind(rawValue: "source-unavailable")
}

/// Errors of the system and of other programs, as one sentence each.
enum Trouble {
    /// The programs of this stage, with their packages.
    static let packages = [
        "apt-cache": "apt", "apt-get": "apt", "bwrap": "bubblewrap", "cpio": "cpio", "dpkg-deb": "dpkg",
        "find": "findutils", "git": "git", "tar": "tar", "xargs": "findutils", "xz": "xz-utils",
    ]

    /// The disk is full.
    static var diskFull: StraitError {
        StraitError(
            .infrastructure,
            "the disk with strait's cache is full: free some space; `strait image prune` removes what is not needed"
        )
    }

    /// The sentence for a message that any program can print; nil for other messages.
    static func known(in text: String) -> StraitError? {
        let signs = ["No space left on device", "enough free space", "enough free disk space", SystemError.diskFull]
        return signs.contains { text.contains($0) } ? diskFull : nil
    }

    /// A known error of the system as a sentence; any other one unchanged.
    static func translated(_ error: any Error) -> any Error {
        if let error = error as? StraitError { return known(in: error.description) ?? error }
        let system = error as NSError
        let beneath = system.userInfo[NSUnderlyingErrorKey] as? NSError
        let isFull = [system, beneath].contains {
            ($0?.domain == NSPOSIXErrorDomain && $0?.code == Int(ENOSPC))
                || ($0?.domain == NSCocoaErrorDomain && $0?.code == CocoaError.fileWriteOutOfSpace.rawValue)
        }
        return isFull ? diskFull : error
    }

    /// Performs a file operation; an error of the system becomes a sentence with the action, the path and the system's
    /// message.
    static func rethrowing<Value>(_ action: String, _ path: FilePath, _ body: () throws -> Value) throws -> Value {
        do { return try body() } catch let error as StraitError {
            // Files written here belong to the cache, so the user's request is not wrong.
            throw StraitError(.infrastructure, error.message, place: error.place, cause: error.cause)
        } catch {
            throw StraitError(.infrastructure, "cannot \(action) \(path)", cause: words(of: error))
        }
    }

    /// The system's message, without Foundation's additions.
    private static func words(of error: any Error) -> String {
        let system = error as NSError
        // The underlying error is not an NSError on every platform.
        let beneath = (error as? CocoaError)?.underlying ?? system.userInfo[NSUnderlyingErrorKey] as? any Error
        let errors = [system, beneath.map { $0 as NSError }].compactMap { $0 }
        if let number = errors.first(where: { $0.domain == NSPOSIXErrorDomain })?.code {
            return String(cString: strerror(Int32(number)))
        }
        let isFull = system.domain == NSCocoaErrorDomain && system.code == CocoaError.fileWriteOutOfSpace.rawValue
        return isFull ? String(cString: strerror(ENOSPC)) : error.localizedDescription
    }
}

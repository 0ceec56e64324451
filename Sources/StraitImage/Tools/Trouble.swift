// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitSystem
import SystemPackage

extension StraitError.Kind {
    /// This source of a kernel cannot be had, but another one may be. Never leaves the stage.
    static let sourceUnavailable = StraitError.Kind(rawValue: "source-unavailable")
}

/// What goes wrong outside of strait, each as one clear sentence.
enum Trouble {
    /// The programs that the stage runs, with the package that has each.
    static let packages = [
        "apt-cache": "apt", "apt-get": "apt", "bwrap": "bubblewrap", "cpio": "cpio", "dpkg-deb": "dpkg",
        "find": "findutils", "git": "git", "tar": "tar", "xargs": "findutils", "xz": "xz-utils",
    ]

    /// The disk is full.
    static var diskFull: StraitError {
        StraitError(
            .infrastructure,
            "the disk with strait's cache is full: free some space, with `strait image prune` for what no longer serves"
        )
    }

    /// The sentence for what any program may say, or nil.
    static func known(in text: String) -> StraitError? {
        let signs = ["No space left on device", "enough free space", "enough free disk space", SystemError.diskFull]
        return signs.contains { text.contains($0) } ? diskFull : nil
    }

    /// An error of the system's as a sentence; every other one as it is.
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

    /// Does something with a file or directory; an error of the system's becomes a sentence with the path, and the system's words.
    static func rethrowing<Value>(_ action: String, _ path: FilePath, _ body: () throws -> Value) throws -> Value {
        do { return try body() } catch let error as StraitError {
            // What cannot be written here is the cache's: nothing that was asked is wrong.
            throw StraitError(.infrastructure, error.message, place: error.place, cause: error.cause)
        } catch {
            throw StraitError(.infrastructure, "cannot \(action) \(path)", cause: words(of: error))
        }
    }

    /// What the system says, without the domains and dictionaries around it.
    private static func words(of error: any Error) -> String {
        let system = error as NSError
        // What is beneath is no NSError everywhere.
        let beneath = (error as? CocoaError)?.underlying ?? system.userInfo[NSUnderlyingErrorKey] as? any Error
        let errors = [system, beneath.map { $0 as NSError }].compactMap { $0 }
        if let number = errors.first(where: { $0.domain == NSPOSIXErrorDomain })?.code {
            return String(cString: strerror(Int32(number)))
        }
        let isFull = system.domain == NSCocoaErrorDomain && system.code == CocoaError.fileWriteOutOfSpace.rawValue
        return isFull ? String(cString: strerror(ENOSPC)) : error.localizedDescription
    }
}

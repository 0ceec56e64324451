// SPDX-License-Identifier: Apache-2.0

import Foundation
import SystemPackage

@testable import StraitImage

/// A directory for one test, gone at its end.
final class Scratch: Sendable {
    let path: FilePath

    init() throws {
        path = FilePath(FileManager.default.temporaryDirectory.path).appending("strait-image-\(UUID().uuidString)")
        try Files.makeDirectory(path)
    }

    deinit {
        // A test has given its verdict by now; a directory that stays behind in /tmp does not change it.
        try? Files.remove(path)
    }

    func write(_ text: String, to name: String) throws {
        try Files.makeDirectory(path.appending(name).removingLastComponent())
        try Files.write(text, to: path.appending(name))
    }
}

// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import SystemPackage

/// The recipe's description of what it built: `manifest.json`.
struct Manifest: Sendable, Codable, Equatable {
    static let fileName = "manifest.json"

    var interface: String
    var devicePrivate: Bool
    var pageSize: Int
    var config: [String: String]

    /// The facts of the kernel and the image in `directory`.
    static func facts(in directory: FilePath) throws -> KernelFacts {
        let manifest = try Files.decode(Manifest.self, from: directory.appending(fileName))
        var options = manifest.config
        options["DEVICE_PRIVATE"] = manifest.devicePrivate ? "y" : "n"
        return KernelFacts(
            options: options, pageSizeKiB: manifest.pageSize / 1024, interface: manifest.interface,
            contents: try contents(of: directory))
    }

    /// The programs and modules that a recipe left beside the image, and a file `NAME.reason` for each that it could
    /// not build.
    private static func contents(of directory: FilePath) throws -> [ImageContent] {
        let all = try Files.names(in: directory).compactMap { name -> ImageContent? in
            let path = directory.appending(name)
            if name.hasSuffix(reasonSuffix) {
                let reason = try Files.readLossy(path).trimmingCharacters(in: .whitespacesAndNewlines)
                return ImageContent(String(name.dropLast(reasonSuffix.count)), missing: reason)
            }
            let isProgram = FileManager.default.isExecutableFile(atPath: path.string) && !Files.isDirectory(path)
            return isProgram || name.hasSuffix(".ko") ? ImageContent(name) : nil
        }
        // Modules first, because a program may need its module.
        return all.filter { $0.name.hasSuffix(".ko") } + all.filter { !$0.name.hasSuffix(".ko") }
    }

    private static let reasonSuffix = ".reason"
}

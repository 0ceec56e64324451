// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import SystemPackage

/// What the recipe says of what it built: `manifest.json`.
struct Manifest: Sendable, Codable, Equatable {
    static let fileName = "manifest.json"

    var interface: String
    var devicePrivate: Bool
    var pageSize: Int
    var config: [String: String]

    /// What the rest of strait needs to know of the kernel and of the image in `directory`.
    static func facts(in directory: FilePath) throws -> KernelFacts {
        let manifest = try Files.decode(Manifest.self, from: directory.appending(fileName))
        var options = manifest.config
        options["DEVICE_PRIVATE"] = manifest.devicePrivate ? "y" : "n"
        return KernelFacts(
            options: options, pageSizeKiB: manifest.pageSize / 1024, interface: manifest.interface,
            contents: try contents(of: directory))
    }

    /// A recipe leaves what it built for the guest beside the image: modules and programs, and a file `NAME.reason` for each that
    /// could not be built.
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
        // Modules first: a program may be of no use without its module.
        return all.filter { $0.name.hasSuffix(".ko") } + all.filter { !$0.name.hasSuffix(".ko") }
    }

    private static let reasonSuffix = ".reason"
}

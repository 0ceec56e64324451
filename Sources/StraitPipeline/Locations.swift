// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel

/// Where strait stores its files, by the XDG base directory specification.
public struct Locations: Sendable, Equatable {
    /// Images and what they are built from; can be deleted at any time.
    public var cache: String
    /// Files of running guests: sockets and libvirt's own files. Short, because the path of a socket has at most 107
    /// characters.
    public var runtime: String
    /// The recipes: `images/` of the source tree or of an installation.
    public var recipes: String
    /// Data to keep between runs: the history, nights, and repeated cells. The history can be rebuilt.
    public var state: String

    /// The database of the history.
    public var history: String { "\(state)/history.sqlite" }

    /// Makes locations.
    public init(cache: String, runtime: String, recipes: String, state: String? = nil) {
        self.cache = cache
        self.state = state ?? "\(cache)/state"
        self.runtime = runtime
        self.recipes = recipes
    }

    /// The locations of this user; the recipes are next to the program or above it. Errors: `request` if they are not
    /// found.
    public static func standard(environment: [String: String] = ProcessInfo.processInfo.environment) throws -> Locations
    {
        let home = environment["HOME"] ?? NSHomeDirectory()
        let cache = absolute(environment["XDG_CACHE_HOME"]) ?? "\(home)/.cache"
        let state = absolute(environment["XDG_STATE_HOME"]) ?? "\(home)/.local/state"
        return Locations(
            cache: "\(cache)/strait", runtime: try runtime(environment), recipes: try recipes(environment),
            state: "\(state)/strait")
    }

    private static func runtime(_ environment: [String: String]) throws -> String {
        if let directory = absolute(environment["XDG_RUNTIME_DIR"]),
            FileManager.default.isWritableFile(atPath: directory)
        {
            return "\(directory)/strait"
        }
        if getuid() == 0 { return "/run/strait" }
        // Anyone can create a directory of that name first, so its owner and permissions are checked.
        let path = "/tmp/strait-\(getuid())"
        mkdir(path, 0o700)
        var status = stat()
        guard lstat(path, &status) == 0, status.st_uid == getuid(), status.st_mode & 0o170077 == 0o040000 else {
            throw StraitError(
                .request, "\(path) is not a directory of this user's alone; remove it or set XDG_RUNTIME_DIR")
        }
        return path
    }

    private static func recipes(_ environment: [String: String]) throws -> String {
        let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        var candidates = [environment["STRAIT_RECIPES"]].compactMap { $0 }
        var directory = program.deletingLastPathComponent()
        candidates.append(directory.deletingLastPathComponent().appendingPathComponent("share/strait/images").path)
        // SwiftPM puts the program a few directories below the source tree.
        for _ in 0..<6 {
            candidates.append(directory.appendingPathComponent("images").path)
            directory.deleteLastPathComponent()
        }
        guard let found = candidates.first(where: { FileManager.default.fileExists(atPath: "\($0)/build.sh") }) else {
            throw StraitError(
                .request,
                "strait's image recipes are not beside the program; set STRAIT_RECIPES to the directory images/ of its source"
            )
        }
        return found
    }

    /// The specification says to ignore paths that are not absolute.
    private static func absolute(_ path: String?) -> String? { path.flatMap { $0.hasPrefix("/") ? $0 : nil } }
}

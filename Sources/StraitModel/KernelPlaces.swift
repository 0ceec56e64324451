// SPDX-License-Identifier: Apache-2.0

extension KernelRequest {
    /// The word for the tree's own `.config`.
    public static let ownConfig = "own"

    /// The kinds of sources that are directories on this machine.
    private static let directories: Set<String> = ["files", "tree"]

    /// The same request with absolute paths: `~` is replaced by `home`, and relative paths start at `directory`.
    public func located(in directory: String, home: String) -> KernelRequest {
        func place(_ path: String) -> String {
            if path == "~" { return home }
            if path.hasPrefix("~/") { return home + path.dropFirst() }
            return path.hasPrefix("/") ? path : "\(directory)/\(path)"
        }
        var request = self
        request.sources = sources.map { source in
            guard Self.directories.contains(source.scheme) else { return source }
            return KernelSource(scheme: source.scheme, reference: place(source.reference))
        }
        request.patches = patches.map { PatchPlace.located($0, place) }
        request.config = config.map { $0 == Self.ownConfig ? $0 : place($0) }
        return request
    }
}

// SPDX-License-Identifier: Apache-2.0

import StraitModel
import StraitSystem
import SystemPackage

extension TreeBuilder {
    /// The names in the cache of a tree's workspace and, for a tree of the cache, of the tree itself.
    static func keys(of tree: TreePin) -> Set<String> {
        let path = FilePath(tree.tree)
        let folder = path.removingLastComponent().lastComponent?.string
        return [Workspaces.key(of: path), folder ?? ""]
    }

    /// The file that configures a kernel; nil for strait's own configuration.
    func config(of query: KernelQuery, _ tree: FilePath) throws -> FilePath? {
        guard let name = query.config else { return nil }
        if name == KernelRequest.ownConfig {
            let own = tree.appending(".config")
            if Files.exists(own) { return own }
            throw StraitError(.request, "config: own, but \(tree) has no .config: leave it out, or name a file")
        }
        let file = FilePath(name)
        guard Files.exists(file), !Files.isDirectory(file) else {
            throw StraitError(.request, "there is no kernel configuration \(name)")
        }
        return file
    }

    /// The value of `TreePin.build`.
    func name(_ architecture: Architecture, _ config: FilePath?, _ option: String) -> String {
        if let config { return "\(architecture.rawValue)-config-\(Digest.of(config.string).prefix(12))" }
        let pages = option.lowercased().filter { $0.isLetter || $0.isNumber }
        return [architecture.rawValue, "small", pages].filter { !$0.isEmpty }.joined(separator: "-")
    }

    /// SHA-256 of that file.
    func digest(of config: FilePath?) throws -> String? {
        guard let config else { return nil }
        return try Digest.of(file: config)
    }

    /// The option that sets the requested page size in the small configuration.
    func option(for query: KernelQuery) throws -> String {
        guard let size = query.pageSizeKiB else { return "" }
        if let page = query.architecture.platform.pages.first(where: { $0.kibibytes == size }) { return page.option }
        throw StraitError(
            .unsupported, "\(query.architecture.rawValue) has no kernel with pages of \(size)k")
    }
}

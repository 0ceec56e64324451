// SPDX-License-Identifier: Apache-2.0

import StraitModel
import StraitSystem
import SystemPackage

extension TreeBuilder {
    /// The names in the cache of a tree's workspace and, for a tree of the cache, of the tree itself.
    static func keys(of tree: TreePin) -> Set<String> {
        let path = FilePath(tree.tree)
        let folder = path.removingLastComponent().lastComponent?.string
        return [Workspaces.key(of: path), Workspaces.key(of: path, isPatched: true), folder ?? ""]
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

    /// `TreePin.build`; `pages` is the option of the page size.
    func name(_ architecture: Architecture, _ config: FilePath?, pages: String, _ options: [String]) -> String {
        if let config { return "\(architecture.rawValue)-config-\(Digest.of(config.string).prefix(12))" }
        let pages = pages.lowercased().filter { $0.isLetter || $0.isNumber }
        let own = options.isEmpty ? "" : "options-\(Digest.of(options.joined(separator: "\n")).prefix(12))"
        return [architecture.rawValue, "small", pages, own].filter { !$0.isEmpty }.joined(separator: "-")
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

    /// Ends where the tree does not know an option: kconfig says nothing of it, and it would be asked for in vain.
    func checkKnown(_ options: [String], in variant: TreeVariants.Variant) throws {
        guard !options.isEmpty else { return }
        var unknown = Dictionary(uniqueKeysWithValues: options.map { (Self.optionName($0), $0) })
        for path in variant.content.entries.keys.sorted() where Self.isKconfig(path) && !unknown.isEmpty {
            for line in try variant.read(path).split(separator: "\n") {
                let words = line.split(maxSplits: 2, whereSeparator: { $0 == " " || $0 == "\t" })
                guard words.count == 2, words[0] == "config" || words[0] == "menuconfig" else { continue }
                unknown[String(words[1])] = nil
            }
        }
        guard let name = unknown.keys.min() else { return }
        throw StraitError(
            .kernelBuild, "the tree \(variant.tree) has no option CONFIG_\(name), which options: asks for")
    }

    /// Ends where an option is not in the configuration that was built: the kernel would not be the one that was asked for.
    static func checkEffective(_ options: [String], configuration text: String) throws {
        var held: [String: String] = [:]
        for line in text.split(separator: "\n") where line.hasPrefix("CONFIG_") {
            let parts = line.dropFirst("CONFIG_".count).split(separator: "=", maxSplits: 1)
            if parts.count == 2 { held[String(parts[0])] = String(parts[1]) }
        }
        for option in options {
            let name = optionName(option)
            let (asked, got) = (String(option.dropFirst(name.count + 1)), held[name] ?? "n")
            guard asked != got, !(asked == "\"\"" && got == "n") else { continue }
            throw StraitError(
                .kernelBuild,
                "CONFIG_\(option) did not take effect: it is \(got) in the configuration, since other options decide over it"
            )
        }
    }

    private static func optionName(_ option: String) -> String { String(option.prefix { $0 != "=" }) }

    private static func isKconfig(_ path: String) -> Bool {
        path.split(separator: "/").last?.hasPrefix("Kconfig") == true
    }
}

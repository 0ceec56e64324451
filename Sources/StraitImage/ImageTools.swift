// SPDX-License-Identifier: Apache-2.0

import StraitModel
import SystemPackage

/// Checks the programs that make images.
public enum ImageTools {
    /// A program and its state.
    public struct Tool: Sendable {
        /// Its name.
        public var name: String
        /// Its Debian package.
        public var package: String
        /// Whether it works.
        public var works: Bool
        /// Its version, or the problem.
        public var detail: String

        /// Makes a state.
        public init(name: String, package: String, works: Bool, detail: String) {
            self.name = name
            self.package = package
            self.works = works
            self.detail = detail
        }
    }

    private static let deadline = Duration.seconds(30)

    /// Checks all programs of this stage, and the sandbox by running it.
    public static func examine() async -> [Tool] {
        var tools: [Tool] = []
        for (name, package) in Trouble.packages.sorted(by: { $0.key < $1.key }) {
            tools.append(await version(of: name, package: package))
        }
        tools.append(await sandbox())
        let keyring = Files.exists(FilePath(AptRoot.keyring))
        tools.append(
            Tool(
                name: "Debian's archive keys", package: "debian-archive-keyring", works: keyring,
                detail: keyring ? AptRoot.keyring : "\(AptRoot.keyring) is missing"))
        return tools
    }

    /// Checks a program by asking for its version.
    public static func version(of name: String, package: String) async -> Tool {
        do {
            // Some have no --version and complain; it is enough that they run.
            let said = try await Program.run(name, ["--version"], deadline: deadline)
            let line = (said.output + said.errors).split(separator: "\n").first.map(String.init) ?? ""
            return Tool(name: name, package: package, works: true, detail: said.succeeded ? line : "installed")
        } catch {
            return Tool(name: name, package: package, works: false, detail: "\(error)")
        }
    }

    private static func sandbox() async -> Tool {
        var tool = Tool(name: "sandbox for cross builds", package: "bubblewrap", works: false, detail: "")
        do {
            try await Program.check(
                "bwrap",
                [
                    "--ro-bind", "/", "/", "--proc", "/proc", "--dev", "/dev", "--unshare-all", "--die-with-parent",
                    "true",
                ],
                deadline: deadline)
            (tool.works, tool.detail) = (true, "programs run in it without a network")
        } catch {
            tool.detail = "\(error)"
        }
        return tool
    }
}

extension ImageStore {
    /// The image of a kernel if it is completely in the cache; builds nothing and does not use the network.
    public func cached(_ kernel: KernelRequest, for architecture: Architecture) async throws -> GuestImage? {
        let request = ImageRequest(kernel, architecture)
        let keys = try await keys(of: [request])
        let present = Set(try await list().map(\.key))
        guard !keys.isEmpty, keys.isSubset(of: present) else { return nil }
        return try await build([request]).first?.result.get()
    }
}

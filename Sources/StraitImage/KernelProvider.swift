// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// One kind of source of kernels. A new kind is a file that conforms to this, and a line in `ImageBuild.providers`.
protocol KernelProvider: Sendable {
    /// What its sources begin with: `debian`.
    var scheme: String { get }
    /// Whether a resolution holds until `strait image update`; a directory is looked at every time.
    var isRemembered: Bool { get }

    /// Whether a source is this kind's to serve; `changed` where patches or a configuration of its own come on top.
    func serves(_ source: KernelSource, changed: Bool) -> Bool

    /// Finds out what the source has now, exactly. Kind `sourceUnavailable` where another source may do instead.
    func resolve(_ query: KernelQuery) async throws -> KernelPin

    /// What is to be made of a pin; touches neither network nor cache.
    func parts(of pin: KernelPin, for architecture: Architecture) async throws -> KernelParts
}

extension KernelProvider {
    func serves(_ source: KernelSource, changed: Bool) -> Bool { source.scheme == scheme }
}

/// What is asked of a source.
struct KernelQuery: Sendable, Hashable {
    /// The source.
    var source: KernelSource
    /// For which architecture.
    var architecture: Architecture
    /// Chooses among kernels of several page sizes; nil takes the source's own choice.
    var pageSizeKiB: Int?
    /// Patches on top, as `KernelRequest` has them.
    var patches: [String] = []
    /// What configures it, as `KernelRequest` has it.
    var config: String?

    /// Whether the source alone is not what is asked for.
    var isChanged: Bool { !patches.isEmpty || config != nil }
}

/// A kernel to the last byte, as it is remembered between two runs.
struct KernelPin: Sendable, Codable, Equatable {
    /// Where it comes from.
    var source: KernelSource
    /// `uname -r`.
    var release: String
    /// The packages' version, or the tree's commit.
    var version: String
    /// What compiles for it.
    var compiler: CompilerChoice
    /// The packages, by what each is for.
    var packages: [String: PackagePin]
    /// What has to be known of the choice: an index that has expired.
    var note: String?
    /// The tree, of a kernel that is built here.
    var tree: TreePin?
}

/// A compiler and the suite that has it.
struct CompilerChoice: Sendable, Codable, Hashable {
    /// The suite.
    var suite: String
    /// `gcc-14`.
    var name: String

    /// What compiles for kernels that do not say what they want: the one of most Debian kernels, so that it is there already.
    static let standard = CompilerChoice(suite: "trixie", name: "gcc-14")
}

/// What the cache shall hold of a kernel.
struct KernelParts: Sendable {
    /// The name of the kernel in `kernel`.
    static let imageName = "vmlinuz"
    /// The directory in `kernel` of the modules without which a guest cannot be talked to, where the kernel has them as modules.
    static let transportName = "transport"

    /// The kernel itself.
    var kernel: ObjectSpec
    /// What modules are compiled against; has `usr/src` and, beside it, `usr/lib/linux-kbuild-…`.
    var headers: ObjectSpec
    /// Where the headers' `.config` is, once `usr/src` of `headers` is at its place.
    var headersPath: String
    /// The part of the kernel's source that the recipe needs; nil where there is none.
    var source: ObjectSpec?
    /// Where in `source` it is.
    var sourceFolder = ""
}

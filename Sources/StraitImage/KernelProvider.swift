// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// A kind of source of kernels. A new kind is a file with a conforming type, and a line in `ImageBuild.providers`.
protocol KernelProvider: Sendable {
    /// The prefix of its sources: `debian`.
    var scheme: String { get }
    /// Whether a choice is kept until `strait image update`; directories are read every time.
    var isRemembered: Bool { get }

    /// Whether it can provide a source; `changed`: with patches or another configuration.
    func serves(_ source: KernelSource, changed: Bool) -> Bool

    /// Finds the exact kernel that the source has now. Errors: `sourceUnavailable` if another source may be used
    /// instead.
    func resolve(_ query: KernelQuery) async throws -> KernelPin

    /// The objects to make for a pin; uses neither network nor cache.
    func parts(of pin: KernelPin, for architecture: Architecture) async throws -> KernelParts
}

extension KernelProvider {
    func serves(_ source: KernelSource, changed: Bool) -> Bool { source.scheme == scheme }
}

/// A request to a source.
struct KernelQuery: Sendable, Hashable {
    /// The source.
    var source: KernelSource
    /// The architecture.
    var architecture: Architecture
    /// The page size in KiB; nil for the source's own choice.
    var pageSizeKiB: Int?
    /// Patches, as in `KernelRequest`.
    var patches: [String] = []
    /// Which of them, as in `KernelRequest`.
    var subset: PatchSubset?
    /// The configuration, as in `KernelRequest`.
    var config: String?
    /// Options on top of strait's own configuration, as `KernelRequest` has them.
    var options: [String] = []
    /// What counts the lines that run, as `KernelRequest` has it.
    var coverage: CoverageRequest?

    /// Whether the source alone is not what is asked for.
    var isChanged: Bool { !patches.isEmpty || config != nil || !options.isEmpty || coverage != nil }
}

/// An exact kernel, as it is stored between two runs.
struct KernelPin: Sendable, Codable, Equatable {
    /// Its source.
    var source: KernelSource
    /// `uname -r`.
    var release: String
    /// The packages' version, or the tree's commit.
    var version: String
    /// Its compiler.
    var compiler: CompilerChoice
    /// The packages, by their roles.
    var packages: [String: PackagePin]
    /// A note for the reader: an expired index.
    var note: String?
    /// The tree of a kernel that is built here.
    var tree: TreePin?
}

/// A compiler and its suite.
struct CompilerChoice: Sendable, Codable, Hashable {
    /// The suite.
    var suite: String
    /// The name: `gcc-14`.
    var name: String

    /// The compiler for kernels that name none: that of most Debian kernels, so that it is probably in the cache.
    static let standard = CompilerChoice(suite: "trixie", name: "gcc-14")
}

/// The cache objects of a kernel.
struct KernelParts: Sendable {
    /// The kernel's file name in `kernel`.
    static let imageName = "vmlinuz"
    /// The file in `kernel` with the compiler's warnings, of a kernel that is built here.
    static let warningsName = "warnings.json"
    /// The directory in `kernel` with the modules that connect the guest, for kernels in which they are not built in.
    static let transportName = "transport"

    /// The kernel.
    var kernel: ObjectSpec
    /// What modules are compiled with: contains `usr/src` and `usr/lib/linux-kbuild-…`.
    var headers: ObjectSpec
    /// The directory of the headers' `.config`, with `usr/src` of `headers` in its place.
    var headersPath: String
    /// The part of the kernel's source for the recipe; nil if there is none.
    var source: ObjectSpec?
    /// The directory in `source`.
    var sourceFolder = ""
}

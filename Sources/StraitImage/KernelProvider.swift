// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// One kind of source of kernels. A new kind is a file that conforms to this, and a line in `Workshop.providers`.
protocol KernelProvider: Sendable {
    /// What its sources begin with: `debian`.
    var scheme: String { get }
    /// Whether a resolution holds until `strait image update`; a directory is looked at every time.
    var isRemembered: Bool { get }

    /// Finds out what the source has now, exactly; `pageSizeKiB` chooses among kernels of several page sizes, nil takes the source's
    /// own choice. Kind `sourceUnavailable` where another source may do instead.
    func resolve(
        _ source: KernelSource, for architecture: Architecture, pageSizeKiB: Int?
    ) async throws -> KernelPin

    /// What is to be made of a pin; touches neither network nor cache.
    func parts(of pin: KernelPin, for architecture: Architecture) async throws -> KernelParts
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
}

/// A compiler and the suite that has it.
struct CompilerChoice: Sendable, Codable, Hashable {
    /// The suite.
    var suite: String
    /// `gcc-14`.
    var name: String
}

/// What the cache shall hold of a kernel.
struct KernelParts: Sendable {
    /// The name of the kernel in `kernel`.
    static let imageName = "vmlinuz"

    /// The kernel itself.
    var kernel: ObjectSpec
    /// What modules are compiled against; has `usr/src` and, beside it, `usr/lib/linux-kbuild-…`.
    var headers: ObjectSpec
    /// Where the headers' `.config` is, once `usr/src` of `headers` is at its place.
    var headersPath: String
    /// The part of the kernel's source that the recipe needs; nil where there is none.
    var source: ObjectSpec?
}

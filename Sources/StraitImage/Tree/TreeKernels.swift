// SPDX-License-Identifier: Apache-2.0

import StraitModel
import SystemPackage

/// Kernels of a Linux source tree on this machine: `tree:DIR`.
struct TreeKernels: KernelProvider {
    let scheme = "tree"
    let isRemembered = false
    let builder: TreeBuilder

    func resolve(_ query: KernelQuery) async throws -> KernelPin {
        // `tree:.` and the tree's absolute path share one workspace.
        try await builder.pin(of: Files.canonical(Files.absolute(query.source.reference)), query)
    }

    func parts(of pin: KernelPin, for architecture: Architecture) async throws -> KernelParts {
        try await builder.parts(of: pin, for: architecture)
    }
}

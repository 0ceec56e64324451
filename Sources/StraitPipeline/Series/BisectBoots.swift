// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitImage
import StraitModel
import StraitStore

/// A kernel of a bisection with its images, which stay in the cache as long as it exists.
struct BisectKernel: Sendable {
    let request: KernelRequest
    let images: [GuestImage]
    let store: ImageStore?
}

/// What builds and boots the kernels of a bisection.
protocol BisectBooting: Sendable {
    /// Builds a kernel for all architectures of the cells. Errors: those that are ``StraitModel/StraitError/isOfOneKernel``, and trouble of
    /// the host.
    func build(_ kernel: KernelRequest) async throws -> BisectKernel
    /// Boots cells once: all, or those with these ids. `name`: the directory of the boot, below that of the bisection.
    func boot(_ kernel: BisectKernel, _ name: String, only ids: Set<String>) async throws -> ComparisonSide
}

extension BisectBooting {
    /// Boots all cells once.
    func boot(_ kernel: BisectKernel, _ name: String) async throws -> ComparisonSide {
        try await boot(kernel, name, only: [])
    }
}

extension StraitError {
    /// Whether it says that a kernel cannot be tested, and others can.
    var isOfOneKernel: Bool { kind == .kernelBuild || kind == .patchConflict }
}

/// Builds and boots the kernels of a bisection. Each boot is a run of its own, so that an interrupted bisection goes on.
struct BisectBoots: BisectBooting {
    let request: RunRequest
    /// The configuration's name of the kernel.
    let kernel: String
    let directory: String
    let events: @Sendable (RunEvent) -> Void

    func build(_ kernel: KernelRequest) async throws -> BisectKernel {
        let matrix = matrix(kernel)
        let news = ImageNews(namesPatches: false, events)
        let store = try ImageStore(
            cache: request.locations.cache, recipes: request.locations.recipes, progress: news.show)
        let images = try await store.build(matrix.images).map { try $0.result.get() }
        return BisectKernel(request: kernel, images: images, store: store)
    }

    func boot(_ kernel: BisectKernel, _ name: String, only ids: Set<String>) async throws -> ComparisonSide {
        var part = matrix(kernel.request)
        if !ids.isEmpty { part.removeCells { !ids.contains($0.id) } }
        var request = request
        (request.matrix, request.output) = (part, "\(directory)/\(name)")
        request.images = kernel.images
        let outcome = try await Runner(request, events: events).run()
        if let stopped = outcome.stopped { throw StraitError(.infrastructure, "\(stopped); the same command goes on") }
        return ComparisonSide(record: outcome.directory.record, results: outcome.results.cells)
    }

    private func matrix(_ kernel: KernelRequest) -> Matrix {
        var matrix = request.matrix
        matrix.expectations = []
        matrix.removeCells { $0.kernel != self.kernel || $0.control != nil }
        matrix.kernels = [kernel]
        return matrix
    }
}

// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitImage
import StraitModel

/// The kernels between the ends of a bisection.
protocol BisectPoints: Sendable {
    /// From the good end to the bad one.
    var points: [BisectPoint] { get }
    /// The kernel of a point, ready to be built; until the next call.
    func kernel(at point: Int) async throws -> KernelRequest
    /// The kernel of the bad end without what a point adds. Errors: `patchConflict` if that cannot be taken back.
    func kernel(without point: Int) async throws -> KernelRequest
}

/// The patches of a kernel, one more at each point.
struct PatchPoints: BisectPoints {
    let points: [BisectPoint]
    private let kernel: KernelRequest
    private let first: Int

    /// Between the tree with `good` patches and that with `bad`. Errors: `request`.
    init(_ kernel: KernelRequest, _ patches: [AppliedPatch], good: Int, bad: Int) throws {
        guard good < bad, bad <= patches.count else {
            throw StraitError(
                .request,
                "--good \(good) --bad \(bad): the numbers of patches go from 0 to \(patches.count), and good comes before bad"
            )
        }
        self.kernel = kernel
        first = good
        points = (good...bad).map { BisectPoint(name: $0 == 0 ? "without patches" : patches[$0 - 1].name) }
    }

    func kernel(at point: Int) -> KernelRequest { kernel(PatchSubset(first: first + point)) }

    func kernel(without point: Int) -> KernelRequest {
        kernel(PatchSubset(first: first + points.count - 1, without: first + point))
    }

    private func kernel(_ subset: PatchSubset) -> KernelRequest {
        var kernel = kernel
        kernel.subset = subset
        return kernel
    }
}

/// The commits of a tree's repository, in a copy of its own.
struct CommitPoints: BisectPoints {
    let points: [BisectPoint]
    private let kernel: KernelRequest
    private let history: CommitHistory

    /// Between two revisions of the repository of the kernel's tree, along the first parents; `place`: a directory for the copy.
    /// Errors: `request`.
    init(_ kernel: KernelRequest, good: String, bad: String, place: String) async throws {
        guard let tree = kernel.sources.first, tree.scheme == "tree" else {
            throw StraitError(
                .request,
                "the kernel \(kernel.name) is not built from a tree: --good and --bad are commits of `tree:DIR`")
        }
        self.kernel = kernel
        history = CommitHistory(repository: tree.reference, place: place)
        points = try await history.between(good, bad)
    }

    func kernel(at point: Int) async throws -> KernelRequest {
        try await history.checkOut(points[point].commit ?? "")
        return kernel(patches: [])
    }

    func kernel(without point: Int) async throws -> KernelRequest {
        try await history.checkOut(points[points.count - 1].commit ?? "")
        return kernel(patches: [try await history.reverse(points[point].commit ?? "")])
    }

    private func kernel(patches: [String]) -> KernelRequest {
        var kernel = kernel
        kernel.sources = [KernelSource(scheme: "tree", reference: history.tree)]
        kernel.patches += patches
        return kernel
    }
}

// SPDX-License-Identifier: Apache-2.0

import StraitImage
import StraitModel

/// What lies between the ends of a bisection, as the command names it.
public struct BisectRange: Sendable {
    private let good: String
    private let bad: String
    private let kernel: String?

    /// `good` and `bad`: numbers of patches, or commits of the kernel's tree; `kernel`: the configuration's name of it, nil if only one is
    /// possible.
    public init(good: String, bad: String, kernel: String?) {
        self.good = good
        self.bad = bad
        self.kernel = kernel
    }

    /// The points, and the name of the kernel. Errors: `request`.
    func points(_ request: RunRequest) async throws -> (points: any BisectPoints, kernel: String) {
        if let first = Int(good), let last = Int(bad), request.matrix.kernels.contains(where: { !$0.patches.isEmpty }) {
            let patched = try PatchedKernel(in: request.matrix, named: kernel)
            let set = try await PatchExamination.of(
                patched.kernel.patches, tree: patched.tree, cache: request.locations.cache
            ).set
            return (
                try PatchPoints(patched.kernel, set.patches.map(\.applied), good: first, bad: last), patched.kernel.name
            )
        }
        let kernel = try tree(in: request.matrix)
        return (
            try await CommitPoints(kernel, good: good, bad: bad, place: "\(request.output)/commits"), kernel.name
        )
    }

    private func tree(in matrix: Matrix) throws -> KernelRequest {
        let trees = matrix.kernels.filter { $0.sources.first?.scheme == "tree" && (kernel == nil || $0.name == kernel) }
        guard let found = trees.first, trees.count == 1 else {
            let listed = matrix.kernels.map(\.name).joined(separator: ", ")
            throw StraitError(
                .request,
                trees.isEmpty
                    ? "no kernel \(kernel ?? "of the configuration") is built from a tree: --good \(good) --bad \(bad) are commits of one"
                    : "several kernels are built from trees; name one with --kernel: \(listed)")
        }
        return found
    }
}

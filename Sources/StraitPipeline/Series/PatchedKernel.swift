// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// The kernel of a configuration whose patches are taken one by one, with its cells.
struct PatchedKernel {
    /// The kernel with all patches.
    let kernel: KernelRequest
    /// Only its cells, without rules: what they say is of the whole series.
    let matrix: Matrix

    /// Finds it. Errors: `request` with what would be right.
    init(in matrix: Matrix, named name: String?) throws {
        let patched = matrix.kernels.filter { !$0.patches.isEmpty }
        let listed = patched.map(\.name).joined(separator: ", ")
        if let name, !patched.contains(where: { $0.name == name }) {
            throw StraitError(
                .request,
                "no kernel \(name) has patches: "
                    + (patched.isEmpty ? "give one a key patches:" : "those with patches are \(listed)"))
        }
        let found = patched.filter { name == nil || $0.name == name }
        guard let kernel = found.first, found.count == 1 else {
            throw StraitError(
                .request,
                patched.isEmpty
                    ? "no kernel of the configuration has patches:"
                    : "several kernels have patches; name one with --kernel: \(listed)")
        }
        var own = matrix
        own.kernels = [kernel]
        own.expectations = []
        own.removeCells { $0.kernel != kernel.name }
        guard own.cells.contains(where: { $0.control == nil }) else {
            throw StraitError(.request, "no cell of the configuration has the kernel \(kernel.name)")
        }
        self.kernel = kernel
        self.matrix = own
    }

    /// The directory of its tree; nil for a kernel of a distribution.
    var tree: String? { kernel.sources.first { $0.scheme == "tree" }?.reference }

    /// The same cells with some of the patches.
    func matrix(with subset: PatchSubset) -> Matrix {
        var part = matrix
        part.kernels = matrix.kernels.map { kernel in
            var kernel = kernel
            kernel.subset = subset
            return kernel
        }
        return part
    }
}

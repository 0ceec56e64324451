// SPDX-License-Identifier: Apache-2.0

import StraitModel
import SystemPackage

extension TreeBuilder {
    /// What of a variant of a tree counts the lines that run; nil where nobody asked for it.
    func coverage(_ query: KernelQuery, of variant: TreeVariants.Variant) async throws -> KernelCoverage? {
        guard let request = query.coverage else { return nil }
        return try await TreeCoverage(variant: variant, empty: cache.root.appending("empty.git")).coverage(request)
    }

    /// Adds what counting needs to a configuration of the user's: what stands last counts.
    func addCounting(_ coverage: KernelCoverage?, to configuration: FilePath) throws {
        guard coverage != nil else { return }
        let added = TreeCoverage.options.map { "CONFIG_\($0)\n" }.joined()
        try Files.write(Files.readLossy(configuration) + "\n" + added, to: configuration)
    }
}

extension ImageBuild {
    /// What counts in a kernel that was built, with what reads it, and the lease of that; nil where nothing counts.
    func coverage(
        _ plan: Plan, kernel: Lease, _ architecture: Architecture
    ) async throws -> (coverage: KernelCoverage, toolchain: Lease)? {
        guard let coverage = plan.choice.pin.tree?.coverage else { return nil }
        let compiler = plan.choice.pin.compiler
        let toolchain = try await cache.obtain(plan.toolchain)
        let program = "\(architecture.platform.kernel.triplet)-" + compiler.name.replacing("gcc", with: "gcov")
        return (coverage.built(in: kernel.path, toolchain: toolchain.path, program: program), toolchain)
    }
}

// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitSystem
import SystemPackage

/// Builds kernels from source trees, whichever provider the tree comes from.
struct TreeBuilder: Sendable {
    let cache: ObjectCache
    let recipe: Recipe
    let roots: PackageRoots
    let jobs: AsyncSemaphore
    let variants: TreeVariants
    let anew: Bool
    let tell: @Sendable (ImageEvent) -> Void

    /// A kernel with a distribution's configuration takes hours on a small machine.
    private static let deadline = Duration.seconds(4 * 3600)

    /// The exact state of a tree with a request's patches and configuration.
    func pin(of tree: FilePath, _ query: KernelQuery) async throws -> KernelPin {
        let variant = try await variants.variant(of: tree, patches: query.patches, subset: query.subset)
        guard let version = TreeVersion.version(ofMakefile: try variant.read("Makefile")) else {
            throw StraitError(.request, "\(tree) is not a Linux source tree: its Makefile names no VERSION")
        }
        let added = try variant.content.entries.keys.filter(TreeVersion.isLocalVersion).sorted().map(variant.read)
        let config = try config(of: query, tree)
        let pages = config == nil ? try option(for: query) : ""
        let coverage = try await coverage(query, of: variant)
        let counting = coverage == nil ? [] : TreeCoverage.options
        try checkKnown(query.options + counting, in: variant)
        let pin = TreePin(
            tree: tree.string, content: variant.digest, patchPaths: query.patches, subset: query.subset,
            patches: variant.set.patches.map(\.applied),
            patchNotes: variant.set.notes.isEmpty ? nil : variant.set.notes,
            config: config?.string, configDigest: try digest(of: config),
            option: ([pages] + (query.options + counting).map { "CONFIG_\($0)" }).filter { !$0.isEmpty }.joined(
                separator: " "),
            options: query.options.isEmpty ? nil : query.options,
            build: name(query.architecture, config, pages: pages, query.options)
                + (coverage == nil ? "" : "-\(TreeCoverage.folder)"),
            coverage: coverage)
        return KernelPin(
            source: query.source, release: TreeVersion.release(version: version, localVersions: added),
            version: "\(variant.commit ?? version) content \(variant.digest.prefix(16))", compiler: .standard,
            packages: [:], tree: pin)
    }

    /// The cache objects: a single one, because one build makes everything.
    func parts(of pin: KernelPin, for architecture: Architecture) async throws -> KernelParts {
        guard let tree = pin.tree else {
            throw StraitError(
                .infrastructure, "the stored choice for \(pin.source) has no tree; run `strait image update`")
        }
        let toolchain = try await roots.toolchain(pin.compiler, for: architecture, anew: anew)
        let inputs =
            [
                "tree", tree.content, architecture.rawValue, pin.release, pin.compiler.name, toolchain.key,
                tree.configDigest ?? "small", tree.option, architecture.platform.kernel.target,
            ] + (tree.coverage.map { [TreeCoverage.folder] + $0.sources } ?? [])
        let built = ObjectSpec(kind: "kernel", inputs: inputs + recipe.kernelLines(for: architecture)) {
            target in
            try await make(pin, tree, architecture, toolchain, in: target)
        }
        return KernelParts(
            kernel: built, headers: built, headersPath: "/usr/src/linux-headers-\(pin.release)", source: built,
            sourceFolder: "source")
    }

    private func make(
        _ pin: KernelPin, _ tree: TreePin, _ architecture: Architecture, _ toolchain: ObjectSpec, in target: FilePath
    ) async throws -> [String: String] {
        let root = try await cache.obtain(toolchain)
        let variant = try await variants.variant(of: tree)
        guard variant.digest == tree.content else {
            throw StraitError(.infrastructure, "\(tree.tree) changed while strait read it: run it again")
        }
        // Waiting for the workspace must not keep other builds from running. The first step of a series has no patch, and the next
        // ones go on from it: it is where they are.
        let workspace = try await Workspaces(root: cache.root).take(
            variant.tree, isPatched: !tree.patchPaths.isEmpty)
        defer { withExtendedLifetime((root, workspace)) {} }
        try await jobs.pass {
            try await workspace.synchronize(
                to: variant.content, from: variant.tree, staged: variant.staged, in: variant.stage.files)
            let build = try workspace.build(tree.build)
            var sandbox = Sandbox(root: root.path, writable: [("/out", target), ("/build", build)])
            sandbox.readOnly = [("/recipe", recipe.directory), ("/source", workspace.source)]
            let warnings = try await run(sandbox, pin, tree, architecture, build)
            try Files.write(warnings, asJSONTo: target.appending(KernelParts.warningsName))
            try tree.coverage?.keepNotes(of: build, in: target)
        }
        return try await origin(of: target, pin, tree, architecture)
    }

    private func run(
        _ sandbox: Sandbox, _ pin: KernelPin, _ tree: TreePin, _ architecture: Architecture, _ build: FilePath
    ) async throws -> [CompilerWarning] {
        let environment = try environment(pin, tree, architecture, build)
        // The name contains a digest: base and candidate can have one release, and must not overwrite each other's log.
        let log = cache.log("kernel-\(architecture.rawValue)-\(pin.release)-\(tree.digest.prefix(8))")
        try Files.remove(log)
        let progress = Progress(kernel: pin.source.description, architecture: architecture, tell: tell)
        let watch = BuildWatch(directory: build) { progress.say("compile", .compiling($0)) }
        let what = "the kernel of \(tree.tree)\(Self.with(tree.patches)) does not build for \(architecture.rawValue)"
        do {
            try await watch.run {
                try await sandbox.run(
                    Self.command, environment: environment, deadline: Self.deadline, log: log, what: what,
                    blame: .kernelBuild)
            }
        } catch {
            // What was compiled is not compiled again, whatever stopped the build; and why it stopped is what has to be told.
            _ = try? watch.close()
            throw error
        }
        return try watch.close()
    }

    /// The recipe. Its output is also in the build directory, where its progress is read.
    private static let command = [
        "/bin/bash", "-o", "pipefail", "-c",
        "/bin/bash /recipe/kernel/build.sh 2>&1 | tee /build/\(BuildWatch.logName)",
    ]

    private func environment(
        _ pin: KernelPin, _ tree: TreePin, _ architecture: Architecture, _ build: FilePath
    ) throws -> [String: String] {
        var environment = Initramfs.environment(architecture, pin)
        let kernel = architecture.platform.kernel
        environment["KERNEL_TARGET"] = kernel.target
        environment["KERNEL_PATH"] = kernel.path
        environment["KBUILD_BUILD_VERSION"] = String(tree.digest.prefix(12))
        environment["EXTRA_OPTIONS"] = tree.option
        environment["JOBS"] = String(Processors.usable)
        if let config = tree.config {
            let copy = build.appending(".strait-config")
            try Files.write(Files.readLossy(FilePath(config)), to: copy)
            guard try Digest.of(file: copy) == tree.configDigest else {
                throw StraitError(.infrastructure, "\(config) changed while strait read it: run it again")
            }
            try addCounting(tree.coverage, to: copy)
            environment["CONFIG"] = "/build/.strait-config"
        }
        if let coverage = tree.coverage { environment["MAKEFLAGS"] = CoverageScope.flags(for: coverage.sources) }
        return environment
    }

    private func origin(
        of target: FilePath, _ pin: KernelPin, _ tree: TreePin, _ architecture: Architecture
    ) async throws -> [String: String] {
        let release = try Files.read(target.appending("release")).trimmingCharacters(in: .whitespacesAndNewlines)
        guard release == pin.release else {
            throw StraitError(
                .infrastructure, "the kernel of \(tree.tree) has the release \(release), not \(pin.release)")
        }
        let options = (tree.options ?? []) + (tree.coverage == nil ? [] : TreeCoverage.options)
        if !options.isEmpty {
            let configuration = target.appending("usr/src/linux-headers-\(pin.release)/.config")
            try Self.checkEffective(options, configuration: Files.read(configuration))
        }
        return [
            "source": pin.source.description, "tree": tree.tree, "release": release, "version": pin.version,
            "architecture": architecture.rawValue, "notes": try Files.read(target.appending("config.notes")),
            "patches": tree.patches.map(\.name).joined(separator: "; "),
            "options": (tree.options ?? []).joined(separator: "; "),
            "sha256": try Digest.of(file: target.appending(KernelParts.imageName)),
        ].filter { !$0.value.isEmpty }
    }

    private static func with(_ patches: [AppliedPatch]) -> String {
        switch patches.count {
        case 0: ""
        case 1: " with the patch \(patches[0].name)"
        default: " with \(patches.count) patches, the last \(patches[patches.count - 1].name),"
        }
    }
}

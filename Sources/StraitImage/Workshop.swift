// SPDX-License-Identifier: Apache-2.0

import StraitModel
import SystemPackage

/// What one pass over kernels and architectures works with: a resolution holds for the whole of it, a mirror's index is fetched once.
struct Workshop: Sendable {
    let cache: ObjectCache
    let memory: Memory
    let recipe: Recipe
    let mirror: String
    let tell: @Sendable (ImageEvent) -> Void
    /// Whether to ask the network for what is remembered, too.
    let anew: Bool

    private let jobs: Gate
    private let packages: Packages
    private let providers: [any KernelProvider]

    /// Two builds at once: one mostly waits for the disk while the other compiles, and more would only take turns.
    private static let jobCount = 2

    init(
        cache: ObjectCache, recipe: Recipe, mirror: String, anew: Bool,
        providers: [any KernelProvider]? = nil, tell: @escaping @Sendable (ImageEvent) -> Void
    ) throws {
        self.cache = cache
        self.recipe = recipe
        self.mirror = mirror
        self.anew = anew
        self.tell = tell
        memory = try Memory(cache: cache.root)
        jobs = Gate(Self.jobCount)
        packages = Packages(
            roots: AptRoots(mirror: mirror, cache: cache.root), downloads: Gate(Self.jobCount), jobs: jobs)
        self.providers =
            try providers ?? [
                DebianKernels(packages: packages, sourcePatterns: try recipe.sourcePatterns())
            ]
    }

    /// A kernel that was chosen among the sources of a request, with why those before it were not.
    struct Choice: Sendable, Codable {
        var pin: KernelPin
        var passedOver: [String]
    }

    /// A kernel and its initramfs, as the cache knows them.
    struct Plan: Sendable {
        var choice: Choice
        var kernel: ObjectSpec
        var initramfs: ObjectSpec
        /// What only a new build needs.
        var ingredients: [ObjectSpec]
    }

    /// What is to be there for a request on an architecture.
    func plan(
        _ request: KernelRequest, _ architecture: Architecture, _ pageSizeKiB: Int? = nil
    ) async throws -> Plan {
        let progress = Progress(kernel: request.name, architecture: architecture, tell: tell)
        let choice = try await choose(request, architecture, pageSizeKiB)
        let provider = try provider(of: choice.pin.source)
        let roots = PackageRoots(packages: packages, memory: memory, recipe: recipe)
        let parts = try await provider.parts(of: choice.pin, for: architecture)
        let initramfs = Initramfs(
            recipe: recipe, cache: cache, jobs: jobs, progress: progress, architecture: architecture,
            pin: choice.pin, parts: parts,
            toolchain: try await roots.toolchain(choice.pin.compiler, for: architecture, anew: anew),
            userland: try await roots.userland(for: architecture, anew: anew))
        return Plan(
            choice: choice, kernel: parts.kernel, initramfs: try await initramfs.spec(),
            ingredients: initramfs.ingredients)
    }

    /// What was chosen before; nil where nothing was.
    func remembered(
        _ request: KernelRequest, _ architecture: Architecture, _ pageSizeKiB: Int? = nil
    ) async throws -> Choice? {
        try await memory.recall(Choice.self, "kernel", key(request, architecture, pageSizeKiB))
    }

    /// The first source that can be had; the one that was chosen before unless everything is asked anew.
    func choose(
        _ request: KernelRequest, _ architecture: Architecture, _ pageSizeKiB: Int? = nil
    ) async throws -> Choice {
        let progress = Progress(kernel: request.name, architecture: architecture, tell: tell)
        let mayRemember = try request.sources.allSatisfy { try provider(of: $0).isRemembered }
        if mayRemember, !anew, let choice = try await remembered(request, architecture, pageSizeKiB) { return choice }
        let choice = try await progress.step("resolve") { try await resolve(request, architecture, pageSizeKiB) }
        if mayRemember { try await memory.remember(choice, "kernel", key(request, architecture, pageSizeKiB)) }
        return choice
    }

    private func resolve(
        _ request: KernelRequest, _ architecture: Architecture, _ pageSizeKiB: Int?
    ) async throws -> Choice {
        var passedOver: [String] = []
        for source in request.sources {
            do {
                let pin = try await provider(of: source).resolve(
                    source, for: architecture, pageSizeKiB: pageSizeKiB)
                return Choice(pin: pin, passedOver: passedOver + [pin.note].compactMap { $0 })
            } catch let error as StraitError where error.kind == .sourceUnavailable {
                passedOver.append("\(source): \(error.message)")
            }
        }
        throw StraitError(
            .infrastructure,
            "no source of the kernel \(request.name) can be had for \(architecture.rawValue): "
                + passedOver.joined(separator: "; "))
    }

    private func provider(of source: KernelSource) throws -> any KernelProvider {
        if let provider = providers.first(where: { $0.scheme == source.scheme }) { return provider }
        let known = providers.map { "\($0.scheme):" }.joined(separator: ", ")
        throw StraitError(.request, "\(source) is not a source of kernels: sources begin with \(known)")
    }

    /// The name is not part of it: what a configuration calls a kernel does not change what it is.
    private func key(_ request: KernelRequest, _ architecture: Architecture, _ pageSizeKiB: Int?) -> String {
        ([architecture.rawValue + (pageSizeKiB.map { " \($0)k" } ?? ""), mirror] + request.sources.map(\.description))
            .joined(separator: "\n")
    }
}

// SPDX-License-Identifier: Apache-2.0

import StraitModel
import StraitSystem
import SystemPackage

/// What one pass over kernels and architectures works with: a resolution holds for the whole of it, a mirror's index is fetched once.
struct ImageBuild: Sendable {
    let cache: ObjectCache
    let pinStore: PinStore
    let recipe: Recipe
    let mirror: String
    let tell: @Sendable (ImageEvent) -> Void
    /// Whether to ask the network for what is remembered, too.
    let anew: Bool

    private let jobs: AsyncSemaphore
    private let packages: Packages
    private let roots: PackageRoots
    private let providers: [any KernelProvider]
    private let variants: TreeVariants

    /// Two builds at once: one mostly waits for the disk while the other compiles, and more would only take turns.
    private static let jobCount = 2

    init(
        cache: ObjectCache, recipe: Recipe, mirror: String, anew: Bool, isOffline: Bool = false,
        providers: [any KernelProvider]? = nil, tell: @escaping @Sendable (ImageEvent) -> Void
    ) throws {
        self.cache = cache
        self.recipe = recipe
        self.mirror = mirror
        self.anew = anew
        self.tell = tell
        pinStore = try PinStore(cache: cache.root)
        jobs = AsyncSemaphore(Self.jobCount)
        packages = Packages(
            roots: AptRoots(mirror: mirror, cache: cache.root, isOffline: isOffline),
            downloads: AsyncSemaphore(Self.jobCount),
            jobs: jobs)
        roots = PackageRoots(packages: packages, pinStore: pinStore, recipe: recipe)
        variants = TreeVariants(workspaces: Workspaces(root: cache.root))
        if let providers {
            self.providers = providers
            return
        }
        let builder = TreeBuilder(
            cache: cache, recipe: recipe, roots: roots, jobs: jobs, variants: variants, anew: anew)
        let patterns = try recipe.sourcePatterns()
        let debian = DebianKernels(packages: packages, sourcePatterns: patterns)
        self.providers = [
            debian, DebianTrees(kernels: debian, builder: builder), TreeKernels(builder: builder),
            PrebuiltKernels(workspaces: Workspaces(root: cache.root), sourcePatterns: patterns),
        ]
    }

    /// Does the pass, and removes what was kept only for it, however it ends.
    func closing<Value>(isolation: isolated (any Actor)? = #isolation, _ pass: () async throws -> Value) async throws
        -> Value
    {
        do {
            let value = try await pass()
            await variants.close()
            return value
        } catch {
            await variants.close()
            throw error
        }
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

    /// What is to be there for a choice that was made for a request.
    func plan(_ request: ImageRequest, _ choice: Choice) async throws -> Plan {
        let architecture = request.architecture
        let provider = try provider(of: choice.pin.source, changed: request.kernel.isChanged)
        let parts = try await provider.parts(of: choice.pin, for: architecture)
        let initramfs = Initramfs(
            recipe: recipe, cache: cache, jobs: jobs, progress: progress(request),
            architecture: architecture, pin: choice.pin, parts: parts,
            toolchain: try await roots.toolchain(choice.pin.compiler, for: architecture, anew: anew),
            userland: try await roots.userland(for: architecture, anew: anew))
        return Plan(
            choice: choice, kernel: parts.kernel, initramfs: initramfs.spec(),
            ingredients: initramfs.ingredients)
    }

    /// Tells what is done for a request.
    func progress(_ request: ImageRequest) -> Progress {
        Progress(kernel: request.kernel.name, architecture: request.architecture, tell: tell)
    }

    /// What was chosen before; nil where nothing was.
    func remembered(_ request: ImageRequest) async throws -> Choice? {
        try pinStore.recall(Choice.self, "kernel", key(request))
    }

    /// The first source that can be had; the one that was chosen before unless everything is asked anew.
    func choose(_ request: ImageRequest) async throws -> Choice {
        let kernel = request.kernel
        let mayRemember = try kernel.sources.allSatisfy {
            try provider(of: $0, changed: kernel.isChanged).isRemembered
        }
        if mayRemember, !anew, let choice = try await remembered(request) { return choice }
        let choice = try await progress(request).step("resolve") { try await resolve(request) }
        // Also what is looked at every time: it says what the cache was ever asked for.
        try pinStore.remember(choice, "kernel", key(request))
        return choice
    }

    private func resolve(_ request: ImageRequest) async throws -> Choice {
        let kernel = request.kernel
        var passedOver: [String] = []
        var mayComeBack = false
        for source in kernel.sources {
            do {
                let query = KernelQuery(
                    source: source, architecture: request.architecture, pageSizeKiB: request.pageSizeKiB,
                    patches: kernel.patches, config: kernel.config)
                let pin = try await provider(of: source, changed: kernel.isChanged).resolve(query)
                return Choice(pin: pin, passedOver: passedOver + [pin.note].compactMap { $0 })
            } catch let error as StraitError where [.sourceUnavailable, .unsupported].contains(error.kind) {
                mayComeBack = mayComeBack || error.kind == .sourceUnavailable
                passedOver.append("\(source): \(error.message)")
            }
        }
        // What no source has at all is a question that makes no sense; what one cannot give now is trouble.
        throw StraitError(
            mayComeBack ? .infrastructure : .unsupported,
            "no source of the kernel \(kernel.name) can be had for \(request.architecture.rawValue): "
                + passedOver.joined(separator: "; "))
    }

    private func provider(of source: KernelSource, changed: Bool) throws -> any KernelProvider {
        if let provider = providers.first(where: { $0.serves(source, changed: changed) }) { return provider }
        let known = providers.map(\.scheme).uniqued()
        throw StraitError(
            .request,
            "\(source) is not a source of kernels: sources begin with "
                + known.map { "\($0):" }.joined(separator: ", "))
    }

    /// The name is not part of it: what a configuration calls a kernel does not change what it is.
    private func key(_ request: ImageRequest) -> String {
        let kernel = request.kernel
        let place = [request.architecture.rawValue + (request.pageSizeKiB.map { " \($0)k" } ?? ""), mirror]
        let changes = kernel.patches.map { "patch \($0)" } + [kernel.config.map { "config \($0)" }].compactMap { $0 }
        return (place + kernel.sources.map(\.description) + changes).joined(separator: "\n")
    }
}

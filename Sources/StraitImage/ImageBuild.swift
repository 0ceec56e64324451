// SPDX-License-Identifier: Apache-2.0

import StraitModel
import StraitSystem
import SystemPackage

/// One pass over kernels and architectures: each kernel is resolved once, and each index is downloaded once.
struct ImageBuild: Sendable {
    let cache: ObjectCache
    let pinStore: PinStore
    let recipe: Recipe
    let mirror: String
    let tell: @Sendable (ImageEvent) -> Void
    /// Whether to ask the network even if an answer is stored.
    let anew: Bool

    private let jobs: AsyncSemaphore
    private let packages: Packages
    private let roots: PackageRoots
    private let providers: [any KernelProvider]
    private let variants: TreeVariants

    /// Two builds at once: one mostly waits for the disk while the other compiles. More would not be faster.
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
            cache: cache, recipe: recipe, roots: roots, jobs: jobs, variants: variants, anew: anew,
            tell: tell)
        let patterns = try recipe.sourcePatterns()
        let debian = DebianKernels(packages: packages, sourcePatterns: patterns)
        self.providers = [
            debian, DebianTrees(kernels: debian, builder: builder), TreeKernels(builder: builder),
            PrebuiltKernels(workspaces: Workspaces(root: cache.root), sourcePatterns: patterns),
        ]
    }

    /// Performs the pass, and always removes its temporary data afterwards.
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

    /// The kernel chosen among the sources of a request, and why the sources before it were not used.
    struct Choice: Sendable, Codable {
        var pin: KernelPin
        var passedOver: [String]
    }

    /// The cache objects of a kernel and its initramfs.
    struct Plan: Sendable {
        var choice: Choice
        var kernel: ObjectSpec
        var initramfs: ObjectSpec
        var toolchain: ObjectSpec
        /// Objects that are needed only for a new build.
        var ingredients: [ObjectSpec]
    }

    /// The objects for a request and its choice.
    func plan(_ request: ImageRequest, _ choice: Choice) async throws -> Plan {
        let architecture = request.architecture
        let provider = try provider(of: choice.pin.source, changed: request.kernel.isChanged)
        let parts = try await provider.parts(of: choice.pin, for: architecture)
        let toolchain = try await roots.toolchain(choice.pin.compiler, for: architecture, anew: anew)
        let initramfs = Initramfs(
            recipe: recipe, cache: cache, jobs: jobs, progress: progress(request),
            architecture: architecture, pin: choice.pin, parts: parts, toolchain: toolchain,
            userland: try await roots.userland(for: architecture, anew: anew))
        return Plan(
            choice: choice, kernel: parts.kernel, initramfs: initramfs.spec(), toolchain: toolchain,
            ingredients: initramfs.ingredients)
    }

    /// The progress reports for a request.
    func progress(_ request: ImageRequest) -> Progress {
        Progress(kernel: request.kernel.name, architecture: request.architecture, tell: tell)
    }

    /// The stored choice; nil if there is none.
    func remembered(_ request: ImageRequest) async throws -> Choice? {
        try pinStore.recall(Choice.self, "kernel", key(request))
    }

    /// Tells the patches of kernels that were chosen, each kernel once: before anything is built of them.
    func tellPatches(of choices: [(request: ImageRequest, choice: Choice)]) async throws {
        var told: Set<KernelRequest> = []
        for (request, choice) in choices {
            guard let tree = choice.pin.tree, !tree.patches.isEmpty, told.insert(request.kernel).inserted else {
                continue
            }
            let variant = try await variants.variant(of: tree)
            progress(request).say("patches", .patched(variant.set, tree: tree.tree))
        }
    }

    /// The first source that is available, or the stored choice unless the network is to be asked again.
    func choose(_ request: ImageRequest) async throws -> Choice {
        let kernel = request.kernel
        let mayRemember = try kernel.sources.allSatisfy {
            try provider(of: $0, changed: kernel.isChanged).isRemembered
        }
        if mayRemember, !anew, let choice = try await remembered(request) { return choice }
        let choice = try await progress(request).step("resolve") { try await resolve(request) }
        // Stored even for directories, because it records everything the cache was ever used for.
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
                    patches: kernel.patches, subset: kernel.subset, config: kernel.config, options: kernel.options,
                    coverage: kernel.coverage)
                let pin = try await provider(of: source, changed: kernel.isChanged).resolve(query)
                return Choice(
                    pin: pin, passedOver: passedOver + [pin.note].compactMap { $0 } + (pin.tree?.patchNotes ?? []))
            } catch let error as StraitError where [.sourceUnavailable, .unsupported].contains(error.kind) {
                mayComeBack = mayComeBack || error.kind == .sourceUnavailable
                passedOver.append("\(source): \(error.message)")
            }
        }
        // If no source has the kernel at all, the request makes no sense; if a source is unavailable now, it is
        // trouble.
        throw StraitError(
            mayComeBack ? .infrastructure : .unsupported,
            "no source of the kernel \(kernel.name) is available for \(request.architecture.rawValue): "
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

    /// The name is left out, because it does not change the kernel.
    private func key(_ request: ImageRequest) -> String {
        let kernel = request.kernel
        let place = [request.architecture.rawValue + (request.pageSizeKiB.map { " \($0)k" } ?? ""), mirror]
        let changes =
            kernel.patches.map { "patch \($0)" }
            + (kernel.subset.map { ["first \($0.first) without \($0.without ?? 0)"] } ?? [])
            + [kernel.config.map { "config \($0)" }].compactMap { $0 }
            + kernel.options.map { "option \($0)" }
            + (kernel.coverage.map { ["coverage"] + $0.files } ?? [])
        return (place + kernel.sources.map(\.description) + changes).joined(separator: "\n")
    }
}

// SPDX-License-Identifier: Apache-2.0

import StraitModel
import SystemPackage

/// The result of a request: its image, or why there is none.
public struct ImageOutcome: Sendable {
    /// The request.
    public var request: ImageRequest
    /// The version of the kernel used before; nil if there was none.
    public var before: String?
    /// The image. Its files stay in the cache as long as the store exists.
    public var result: Result<GuestImage, StraitError>
}

/// Makes kernels and initramfs from requests, and keeps them in a cache that several processes can share.
public actor ImageStore {
    let cache: ObjectCache
    private let recipes: FilePath
    private let mirror: String
    private let progress: @Sendable (ImageEvent) -> Void
    /// The objects in use, which no other process may remove while this store exists.
    var leases: [String: Lease] = [:]

    /// The default mirror of Debian.
    public static let defaultMirror = "http://deb.debian.org/debian"

    /// Makes a store in the directory `cache`, creating it if necessary, with the recipes in the directory `recipes`.
    public init(
        cache: String, recipes: String, mirror: String = ImageStore.defaultMirror,
        progress: @escaping @Sendable (ImageEvent) -> Void = { _ in }
    ) throws {
        // apt and bwrap run in other directories, where a relative path would be wrong.
        self.cache = try ObjectCache(root: Files.absolute(cache))
        self.recipes = Files.absolute(recipes)
        self.mirror = mirror
        self.progress = progress
    }

    /// The images for requests, built if they are not in the cache. A failed request does not stop the others. But if a
    /// request is wrong, nothing is built and only the wrong ones are returned, so that nobody waits for a build first.
    public func build(_ requests: [ImageRequest]) async throws -> [ImageOutcome] {
        try await outcomes(of: requests, anew: false)
    }

    /// Like `build`, but with the newest version of every source.
    public func update(_ requests: [ImageRequest]) async throws -> [ImageOutcome] {
        try await outcomes(of: requests, anew: true)
    }

    /// Every image that was ever requested for a kernel on an architecture: with the source's own page size, and with
    /// each named one.
    public func known(_ kernel: KernelRequest, _ architecture: Architecture) async throws -> [ImageRequest] {
        let pass = try pass(anew: false)
        var known = [ImageRequest(kernel, architecture)]
        for pageSize in Platform.pageSizes {
            let request = ImageRequest(kernel, architecture, pageSizeKiB: pageSize)
            if try await pass.remembered(request) != nil { known.append(request) }
        }
        return known
    }

    /// The objects of the cache.
    public func list() async throws -> [CachedObject] {
        try await cache.list() + Workspaces(root: cache.root).list() + AptCache(root: cache.root).list()
            + PatchSpool(root: cache.root).list()
    }

    /// Removes the objects that these requests do not need and that no process uses; returns the removed ones.
    public func prune(keeping requests: [ImageRequest]) async throws -> [CachedObject] {
        let needed = try await keys(of: requests)
        return try await Workspaces(root: cache.root).prune(keeping: needed) + cache.prune(keeping: needed)
            + AptCache(root: cache.root).prune(keeping: try await indexes(of: requests))
            + PatchSpool(root: cache.root).prune(keeping: requests.flatMap(\.kernel.patches))
    }

    /// The names of all objects that these requests need, as far as they were ever built; does not use the network.
    public func keys(of requests: [ImageRequest]) async throws -> Set<String> {
        let pass = try pass(anew: false, isOffline: true)
        return try await pass.closing { try await keys(of: requests, in: pass) }
    }

    private func keys(of requests: [ImageRequest], in pass: ImageBuild) async throws -> Set<String> {
        var keys: Set<String> = []
        for request in requests {
            guard let known = try await pass.remembered(request) else { continue }
            let choice = try await pass.present(request) ?? known
            let plan = try await Self.result { try await pass.plan(request, choice) }.mapError { error in
                StraitError(
                    .infrastructure, "what \(request.kernel.name) needs is not known: `strait image build` finds out",
                    cause: error.message)
            }.get()
            keys.formUnion(([plan.kernel, plan.initramfs] + plan.ingredients).map(\.key))
            if let tree = choice.pin.tree { keys.formUnion(TreeBuilder.keys(of: tree)) }
        }
        return keys
    }

    /// The names of the apt roots of these requests.
    private func indexes(of requests: [ImageRequest]) async throws -> Set<String> {
        let pass = try pass(anew: false, isOffline: true)
        var keys: Set<String> = []
        for request in requests {
            guard let known = try await pass.remembered(request) else { continue }
            keys.formUnion(AptCache.keys(of: known.pin, for: request.architecture, mirror: mirror))
        }
        return keys
    }

    private func outcomes(of requests: [ImageRequest], anew: Bool) async throws -> [ImageOutcome] {
        try cache.sweep()
        let pass = try pass(anew: anew)
        return try await pass.closing { try await outcomes(of: requests, in: pass) }
    }

    private func outcomes(of requests: [ImageRequest], in pass: ImageBuild) async throws -> [ImageOutcome] {
        var before: [String?] = []
        for request in requests { before.append(try await pass.remembered(request)?.pin.version) }
        let choices = try await Self.each(requests) { try await pass.choose($0) }
        let wrong = zip(requests, choices).compactMap { request, choice -> ImageOutcome? in
            guard case .failure(let error) = choice, error.isWrongRequest else { return nil }
            return ImageOutcome(request: request, result: .failure(error))
        }
        guard wrong.isEmpty else { return wrong }
        try await pass.tellPatches(
            of: zip(requests, choices).compactMap { request, choice in
                if case .success(let choice) = choice { (request, choice) } else { nil }
            })
        let results = try await Self.each(Array(zip(requests, choices))) { request, choice in
            try await pass.image(request, choice.get())
        }
        return zip(zip(requests, before), results).map { asked, result in
            if case .success(let built) = result { for lease in built.leases { leases[lease.key] = lease } }
            return ImageOutcome(request: asked.0, before: asked.1, result: result.map(\.image))
        }
    }

    private func pass(anew: Bool, isOffline: Bool = false) throws -> ImageBuild {
        try ImageBuild(
            cache: cache, recipe: try Recipe(at: recipes), mirror: mirror, anew: anew, isOffline: isOffline,
            tell: progress)
    }

    /// Runs `body` for all items concurrently; the results are in the order of the items.
    private static func each<Item: Sendable, Value: Sendable>(
        _ items: [Item], _ body: @escaping @Sendable (Item) async throws -> Value
    ) async throws -> [Result<Value, StraitError>] {
        try await withThrowingTaskGroup(of: (Int, Result<Value, StraitError>).self) { group in
            for (index, item) in items.enumerated() {
                group.addTask { (index, try await result { try await body(item) }) }
            }
            let results = try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
            return items.indices.compactMap { results[$0] }
        }
    }

    /// Every error except a cancellation belongs to its item.
    private static func result<Value>(_ body: () async throws -> Value) async throws -> Result<Value, StraitError> {
        do {
            return .success(try await body())
        } catch let error as CancellationError {
            throw error
        } catch let error as StraitError {
            // That kind only matters among the sources of one kernel; outside it is trouble of the host.
            guard error.kind == .sourceUnavailable else { return .failure(error) }
            return .failure(StraitError(.infrastructure, error.message, place: error.place, cause: error.cause))
        } catch {
            return .failure(StraitError(.infrastructure, "the image cannot be built", cause: String(describing: error)))
        }
    }
}

/// An image, with the leases that keep its files in the cache.
struct Built: Sendable {
    var image: GuestImage
    var leases: [Lease]
}

extension ImageBuild {
    /// What would be chosen now; nil if that is unknown, for example for a tree that no longer exists.
    func present(_ request: ImageRequest) async throws -> Choice? {
        do { return try await choose(request) } catch is StraitError { return nil }
    }

    /// The image for a request and its choice, built if necessary.
    func image(_ request: ImageRequest, _ choice: Choice) async throws -> Built {
        let plan = try await plan(request, choice)
        let kernel = try await progress(request).obtain(plan.kernel, from: cache)
        let initramfs = try await cache.obtain(plan.initramfs)
        let pin = plan.choice.pin
        let counted = try await coverage(plan, kernel: kernel, request.architecture)
        let warnings = try Files.decodeIfValid(
            [CompilerWarning].self, from: kernel.path.appending(KernelParts.warningsName))
        let image = GuestImage(
            architecture: request.architecture, kernel: request.kernel.name, source: pin.source, release: pin.release,
            version: pin.version, kernelPath: kernel.path.appending(KernelParts.imageName).string,
            initramfsPath: initramfs.path.appending(initramfs.record.origin["file"] ?? "").string,
            kernelSHA256: kernel.record.origin["sha256"] ?? "",
            initramfsSHA256: initramfs.record.origin["sha256"] ?? "", facts: try Manifest.facts(in: initramfs.path),
            passedOver: plan.choice.passedOver
                + (kernel.record.origin["notes"] ?? "").split(separator: "\n").map(String.init)
                + (counted?.coverage.notes ?? []),
            patches: pin.tree.flatMap { $0.patches.isEmpty ? nil : $0.patches }, coverage: counted?.coverage,
            warnings: warnings?.isEmpty == false ? warnings : nil)
        return Built(image: image, leases: [kernel, initramfs] + (counted.map { [$0.toolchain] } ?? []))
    }
}

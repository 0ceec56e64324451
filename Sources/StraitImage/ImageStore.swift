// SPDX-License-Identifier: Apache-2.0

import StraitModel
import SystemPackage

/// What became of a request: its image, or why there is none.
public struct ImageOutcome: Sendable {
    /// What was asked for.
    public var request: ImageRequest
    /// The version of the kernel that was used until now; nil where none was.
    public var before: String?
    /// The image; its files stay in the cache at least as long as the store that made it lives.
    public var result: Result<GuestImage, StraitError>
}

/// Kernels and initramfs, made from requests and kept in a cache that any number of straits may share.
public actor ImageStore {
    let cache: ObjectCache
    private let recipes: FilePath
    private let mirror: String
    private let progress: @Sendable (ImageEvent) -> Void
    /// What was handed out: nobody else may remove it while this store lives.
    var leases: [String: Lease] = [:]

    /// Debian's mirror where none is named.
    public static let defaultMirror = "http://deb.debian.org/debian"

    /// A store in the directory `cache`, which is made if need be, with the recipes of the directory `recipes`.
    public init(
        cache: String, recipes: String, mirror: String = ImageStore.defaultMirror,
        progress: @escaping @Sendable (ImageEvent) -> Void = { _ in }
    ) throws {
        // apt and bwrap run in directories of their own, where a relative path would lead elsewhere.
        self.cache = try ObjectCache(root: Files.absolute(cache))
        self.recipes = Files.absolute(recipes)
        self.mirror = mirror
        self.progress = progress
    }

    /// The images of requests, from the cache where they are there. Trouble with one does not stop the others, but where one is wrong in
    /// itself nothing is built, and only what is wrong comes back: no one waits for a kernel to be told of a mistake.
    public func build(_ requests: [ImageRequest]) async throws -> [ImageOutcome] {
        try await outcomes(of: requests, anew: false)
    }

    /// As `build`, with what every source has now.
    public func update(_ requests: [ImageRequest]) async throws -> [ImageOutcome] {
        try await outcomes(of: requests, anew: true)
    }

    /// What was ever asked for of a kernel on an architecture: the source's own choice of pages, and every page size that was named.
    public func known(_ kernel: KernelRequest, _ architecture: Architecture) async throws -> [ImageRequest] {
        let pass = try pass(anew: false)
        var known = [ImageRequest(kernel, architecture)]
        for pageSize in Platform.pageSizes {
            let request = ImageRequest(kernel, architecture, pageSizeKiB: pageSize)
            if try await pass.remembered(request) != nil { known.append(request) }
        }
        return known
    }

    /// What the cache holds.
    public func list() async throws -> [CachedObject] {
        try await cache.list() + Workspaces(root: cache.root).list() + AptCache(root: cache.root).list()
    }

    /// Removes what these requests do not need and no running strait uses; returns what was removed.
    public func prune(keeping requests: [ImageRequest]) async throws -> [CachedObject] {
        let needed = try await keys(of: requests)
        return try await Workspaces(root: cache.root).prune(keeping: needed) + cache.prune(keeping: needed)
            + AptCache(root: cache.root).prune(keeping: try await indexes(of: requests))
    }

    /// The names of all that these requests need, as far as they were ever built; asks no network.
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

    /// The names of the apt roots that these requests came from.
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
            guard case .failure(let error) = choice, error.kind == .request else { return nil }
            return ImageOutcome(request: request, result: .failure(error))
        }
        guard wrong.isEmpty else { return wrong }
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

    /// What `body` makes of each item, all at once, in their order.
    private static func each<ShownCell: Sendable, Value: Sendable>(
        _ items: [ShownCell], _ body: @escaping @Sendable (ShownCell) async throws -> Value
    ) async throws -> [Result<Value, StraitError>] {
        try await withThrowingTaskGroup(of: (Int, Result<Value, StraitError>).self) { group in
            for (index, item) in items.enumerated() {
                group.addTask { (index, try await result { try await body(item) }) }
            }
            let results = try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
            return items.indices.compactMap { results[$0] }
        }
    }

    /// Everything but a cancellation is the item's own trouble.
    private static func result<Value>(_ body: () async throws -> Value) async throws -> Result<Value, StraitError> {
        do {
            return .success(try await body())
        } catch let error as CancellationError {
            throw error
        } catch let error as StraitError {
            // The kind is between the sources of one kernel; outside it is trouble of the host's.
            guard error.kind == .sourceUnavailable else { return .failure(error) }
            return .failure(StraitError(.infrastructure, error.message, place: error.place, cause: error.cause))
        } catch {
            return .failure(StraitError(.infrastructure, "the image cannot be built", cause: String(describing: error)))
        }
    }
}

/// An image with what holds its files in the cache.
struct Built: Sendable {
    var image: GuestImage
    var leases: [Lease]
}

extension ImageBuild {
    /// What would be chosen now; nil where that cannot be told, as of a tree that is gone: it needs what it needed when it was there.
    func present(_ request: ImageRequest) async throws -> Choice? {
        do { return try await choose(request) } catch is StraitError { return nil }
    }

    /// The image of a choice that was made for a request, built if need be.
    func image(_ request: ImageRequest, _ choice: Choice) async throws -> Built {
        let plan = try await plan(request, choice)
        let kernel = try await progress(request).obtain(plan.kernel, from: cache)
        let initramfs = try await cache.obtain(plan.initramfs)
        let pin = plan.choice.pin
        let image = GuestImage(
            architecture: request.architecture, kernel: request.kernel.name, source: pin.source, release: pin.release,
            version: pin.version, kernelPath: kernel.path.appending(KernelParts.imageName).string,
            initramfsPath: initramfs.path.appending(initramfs.record.origin["file"] ?? "").string,
            kernelSHA256: kernel.record.origin["sha256"] ?? "",
            initramfsSHA256: initramfs.record.origin["sha256"] ?? "", facts: try Manifest.facts(in: initramfs.path),
            passedOver: plan.choice.passedOver
                + (kernel.record.origin["notes"] ?? "").split(separator: "\n").map(String.init),
            patches: pin.tree.flatMap { $0.patches.isEmpty ? nil : $0.patches })
        return Built(image: image, leases: [kernel, initramfs])
    }
}

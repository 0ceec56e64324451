// SPDX-License-Identifier: Apache-2.0

import StraitModel
import SystemPackage

/// One kernel on one architecture: its image, or why there is none.
public struct ImageOutcome: Sendable {
    /// The configuration's name of the kernel.
    public var kernel: String
    /// The architecture.
    public var architecture: Architecture
    /// The page size in KiB that was asked for; nil: the source's own choice.
    public var pageSizeKiB: Int?
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

    /// The programs that the stage runs, with the Debian package that has each.
    public static var tools: [String: String] { Trouble.packages }

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

    /// `$XDG_CACHE_HOME/strait`, or `~/.cache/strait`.
    public static func defaultCache(environment: [String: String]) -> String {
        let base = environment["XDG_CACHE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
        return (base ?? "\(environment["HOME"] ?? "/root")/.cache") + "/strait"
    }

    /// Each kernel on each architecture, from the cache where it is there; with pages of `pageSizeKiB` where that is not left to the
    /// source. Trouble with one does not stop the others.
    public func build(
        _ kernels: [KernelRequest], for architectures: [Architecture], pageSizeKiB: Int? = nil
    ) async throws -> [ImageOutcome] {
        try await outcomes(kernels, architectures, [pageSizeKiB], anew: false)
    }

    /// As `build`, with what every source has now; for all page sizes that were ever asked for.
    public func update(_ kernels: [KernelRequest], for architectures: [Architecture]) async throws -> [ImageOutcome] {
        try await outcomes(kernels, architectures, Self.pageSizes, anew: true)
    }

    /// The page sizes that can be asked for, and none.
    private static let pageSizes: [Int?] = [nil, 4, 16, 64]

    /// What the cache holds.
    public func list() async throws -> [CachedObject] {
        try cache.list() + (try await Workspaces(root: cache.root).list())
    }

    /// Removes what these kernels do not need and no running strait uses; returns what was removed.
    public func prune(
        keeping kernels: [KernelRequest], for architectures: [Architecture]
    ) async throws -> [CachedObject] {
        let needed = try await keys(of: kernels, for: architectures)
        return try await Workspaces(root: cache.root).prune(keeping: needed) + cache.prune(keeping: needed)
    }

    /// The names of all that these kernels need, as far as they were ever built; asks no network.
    public func keys(of kernels: [KernelRequest], for architectures: [Architecture]) async throws -> Set<String> {
        let workshop = try await workshop(anew: false)
        var keys: Set<String> = []
        for (kernel, architecture, pageSize) in try await wanted(kernels, architectures, Self.pageSizes, workshop) {
            guard let known = try await workshop.remembered(kernel, architecture, pageSize) else { continue }
            let choice = try await workshop.present(kernel, architecture, pageSize) ?? known
            let plan = try await workshop.plan(kernel, architecture, choice: choice)
            keys.formUnion(([plan.kernel, plan.initramfs] + plan.ingredients).map(\.key))
            if let tree = choice.pin.tree { keys.formUnion(try await TreeBuilder.keys(of: tree)) }
        }
        return keys
    }

    private func outcomes(
        _ kernels: [KernelRequest], _ architectures: [Architecture], _ pageSizes: [Int?], anew: Bool
    ) async throws -> [ImageOutcome] {
        try cache.sweep()
        let workshop = try await workshop(anew: anew)
        let wanted = try await wanted(kernels, architectures, pageSizes, workshop)
        let results = try await withThrowingTaskGroup(of: (Int, Result<Built, StraitError>).self) { group in
            for (index, one) in wanted.enumerated() {
                group.addTask { (index, try await Self.result { try await workshop.image(one.0, one.1, one.2) }) }
            }
            return try await group.reduce(into: [Int: Result<Built, StraitError>]()) { $0[$1.0] = $1.1 }
        }
        return wanted.indices.compactMap { index in
            guard let result = results[index] else { return nil }
            if case .success(let built) = result { for lease in built.leases { leases[lease.key] = lease } }
            return ImageOutcome(
                kernel: wanted[index].0.name, architecture: wanted[index].1, pageSizeKiB: wanted[index].2,
                result: result.map(\.image))
        }
    }

    private func workshop(anew: Bool) async throws -> Workshop {
        try Workshop(
            cache: cache, recipe: try await Recipe(at: recipes), mirror: mirror, anew: anew, tell: progress)
    }

    /// Each kernel on each architecture with each page size; of several page sizes those that were ever asked for.
    private func wanted(
        _ kernels: [KernelRequest], _ architectures: [Architecture], _ pageSizes: [Int?], _ workshop: Workshop
    ) async throws -> [(KernelRequest, Architecture, Int?)] {
        var wanted: [(KernelRequest, Architecture, Int?)] = []
        for kernel in kernels {
            for architecture in architectures {
                for pageSize in pageSizes {
                    if pageSizes.count > 1, pageSize != nil,
                        try await workshop.remembered(kernel, architecture, pageSize) == nil
                    {
                        continue
                    }
                    wanted.append((kernel, architecture, pageSize))
                }
            }
        }
        return wanted
    }

    /// Everything but a cancellation is the pair's own trouble.
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

extension Workshop {
    /// What would be chosen now; nil where that cannot be told, as of a tree that is gone: it needs what it needed when it was there.
    func present(
        _ request: KernelRequest, _ architecture: Architecture, _ pageSizeKiB: Int?
    ) async throws -> Choice? {
        do { return try await choose(request, architecture, pageSizeKiB) } catch is StraitError { return nil }
    }

    /// The image of a request on an architecture, built if need be.
    func image(
        _ request: KernelRequest, _ architecture: Architecture, _ pageSizeKiB: Int? = nil
    ) async throws -> Built {
        let plan = try await plan(request, architecture, pageSizeKiB)
        let kernel = try await progress(request, architecture).obtain(plan.kernel, from: cache)
        let initramfs = try await cache.obtain(plan.initramfs)
        let manifest = try Files.decode(Manifest.self, from: initramfs.path.appending(Manifest.fileName))
        let pin = plan.choice.pin
        let image = GuestImage(
            architecture: architecture, kernel: request.name, source: pin.source, release: pin.release,
            version: pin.version, kernelPath: kernel.path.appending(KernelParts.imageName).string,
            initramfsPath: initramfs.path.appending(initramfs.record.origin["file"] ?? "").string,
            kernelSHA256: kernel.record.origin["sha256"] ?? "",
            initramfsSHA256: initramfs.record.origin["sha256"] ?? "", facts: manifest.facts,
            passedOver: plan.choice.passedOver
                + (kernel.record.origin["notes"] ?? "").split(separator: "\n").map(String.init),
            patches: pin.tree.flatMap { $0.patches.isEmpty ? nil : $0.patches })
        return Built(image: image, leases: [kernel, initramfs])
    }
}

// SPDX-License-Identifier: Apache-2.0

import StraitImage
import StraitModel
import StraitWorkload

/// The images of a run, and the reasons for those that are missing.
struct ImageSet: Sendable {
    /// A cell whose result is known without a boot.
    struct Refusal: Error {
        let result: CellResult
    }

    private struct Key: Hashable {
        let kernel: String
        let architecture: Architecture
        let pageSizeKiB: Int?

        init(_ cell: Cell) {
            (kernel, architecture, pageSizeKiB) = (cell.kernel, cell.architecture, cell.setup.pageSizeKiB)
        }

        init(_ request: ImageRequest) {
            (kernel, architecture, pageSizeKiB) = (request.kernel.name, request.architecture, request.pageSizeKiB)
        }

        /// Whether an image fits this key.
        func isServed(by image: GuestImage) -> Bool {
            image.kernel == kernel && image.architecture == architecture
                && (pageSizeKiB == nil || image.facts.pageSizeKiB == pageSizeKiB)
        }
    }

    private var outcomes: [Key: Result<GuestImage, StraitError>]
    private let requests: [String: KernelRequest]
    /// Keeps the images in the cache while the set is used.
    private let store: ImageStore?

    /// Makes the set of existing images for the cells of a matrix.
    init(of images: [GuestImage], for matrix: Matrix) {
        var outcomes: [Key: Result<GuestImage, StraitError>] = [:]
        for cell in matrix.cells {
            let fitting = images.filter { $0.kernel == cell.kernel && $0.architecture == cell.architecture }
            let image = fitting.first { $0.facts.pageSizeKiB == cell.setup.pageSizeKiB } ?? fitting.first
            if let image { outcomes[Key(cell)] = .success(image) }
        }
        self.outcomes = outcomes
        requests = Dictionary(matrix.kernels.map { ($0.name, $0) }) { first, _ in first }
        store = nil
    }

    /// Makes the set from the results of a matrix's requests; `store` keeps the images in the cache.
    init(
        _ results: [ImageRequest: Result<GuestImage, StraitError>], for matrix: Matrix, store: ImageStore? = nil
    ) {
        outcomes = Dictionary(uniqueKeysWithValues: results.map { (Key($0), $1) })
        requests = Dictionary(matrix.kernels.map { ($0.name, $0) }) { first, _ in first }
        self.store = store
    }

    /// Builds the images that the cells of a matrix need.
    static func build(
        for matrix: Matrix, locations: Locations, events: @escaping @Sendable (RunEvent) -> Void
    ) async throws -> ImageSet {
        let news = ImageNews(events)
        let store = try ImageStore(cache: locations.cache, recipes: locations.recipes, progress: news.show)
        var results: [ImageRequest: Result<GuestImage, StraitError>] = [:]
        for outcome in try await store.build(matrix.images) {
            // A patch that does not apply is an error of the request, not a result of cells.
            if case .failure(let error) = outcome.result, error.isWrongRequest { throw error }
            results[outcome.request] = outcome.result
            if case .success(let image) = outcome.result { news.note(image.passedOver) }
        }
        return ImageSet(results, for: matrix, store: store)
    }

    /// The images, each once, in a stable order.
    var all: [GuestImage] {
        // A requested page size and the source's own choice can be the same image.
        let images = outcomes.values.compactMap { try? $0.get() }
        return Self.ordered(images.uniqued())
    }

    /// In the order of records.
    static func ordered(_ images: [GuestImage]) -> [GuestImage] {
        images.sorted { left, right in
            (left.kernel, left.architecture, left.facts.pageSizeKiB, left.kernelPath)
                < (right.kernel, right.architecture, right.facts.pageSizeKiB, right.kernelPath)
        }
    }

    /// What a cell would boot else than in a run with the images of `record`; nil for nothing. Images that only one of the
    /// two has do not count: a mirror can have been unavailable, or the cache was removed.
    func difference(from record: [GuestImage]) -> String? {
        let others = outcomes.compactMap { key, outcome -> (image: GuestImage, before: [GuestImage])? in
            guard case .success(let image) = outcome else { return nil }
            let before = record.filter(key.isServed)
            return before.isEmpty || before.contains { $0.hasContent(of: image) } ? nil : (image, before)
        }
        func names(_ images: [GuestImage]) -> String {
            images.map { "\($0.kernel) for \($0.architecture)" }.sorted().uniqued().joined(separator: ", ")
        }
        let kernels = others.filter { other in !other.before.contains { $0.hasKernel(of: other.image) } }.map(\.image)
        guard kernels.isEmpty else { return "other kernels (\(names(kernels)))" }
        // A newer strait, or a newer package of the initramfs.
        return others.isEmpty
            ? nil : "the same kernels with other programs in the guest (\(names(others.map(\.image))))"
    }

    /// The set for resuming a run with the images of `record`. If one of these is unavailable now, that is
    /// infrastructure trouble, whatever the reason: the kernel existed, so it is not unsupported.
    func goingOn(with record: [GuestImage]) -> ImageSet {
        let gone = record.filter { image in !all.contains { $0.hasContent(of: image) } }
        var set = self
        for (key, outcome) in outcomes {
            guard case .failure(let error) = outcome, gone.contains(where: key.isServed) else { continue }
            set.outcomes[key] = .failure(
                StraitError(
                    .infrastructure, "the kernel with which the run began is not available now",
                    cause: error.description))
        }
        return set
    }

    /// The image of a cell, or the cell's result if no boot is needed.
    func fitness(of cell: Cell) -> Result<GuestImage, Refusal> {
        let outcome = outcomes[Key(cell)]
        if let reason = cell.unsupported { return .failure(refusal(cell, .unsupported, reason, try? outcome?.get())) }
        switch outcome {
        case .success(let image):
            if let cause = Self.objection(of: image.facts, to: cell) {
                return .failure(refusal(cell, .unsupported, cause, image))
            }
            if let reason = cell.control?.objection(to: image.facts) {
                return .failure(refusal(cell, .unsupported, reason, image))
            }
            return .success(image)
        case .failure(let error):
            let outcome: Outcome = error.kind == .unsupported ? .unsupported : .infrastructure
            return .failure(refusal(cell, outcome, error.description, nil))
        case nil:
            return .failure(refusal(cell, .infrastructure, "no image was built for it", nil))
        }
    }

    /// Why a kernel cannot have what an axis of the cell requests; nil if it can.
    private static func objection(of kernel: KernelFacts, to cell: Cell) -> String? {
        Axis.all(of: cell.architecture).lazy.compactMap { axis in
            cell.requested[axis.name].flatMap { axis.refusal($0, kernel) }
        }.first
    }

    private func refusal(_ cell: Cell, _ outcome: Outcome, _ cause: String, _ image: GuestImage?) -> Refusal {
        let source = requests[cell.kernel]?.sources.first?.description ?? cell.kernel
        let kernel = image.map { KernelIdentity($0) } ?? KernelIdentity(name: cell.kernel, source: source)
        var result = CellResult(
            id: cell.id, arch: cell.architecture, kernel: kernel, requested: cell.requested, outcome: outcome,
            rung: .host,
            cause: cause)
        result.ladder = [RungRecord(.host, outcome, seconds: 0, cause: cause)]
        return Refusal(result: result.answered(cell.workload))
    }
}

extension GuestImage {
    /// Whether kernel and initramfs are the same, independent of their paths and of notes on the choice.
    func hasContent(of other: GuestImage) -> Bool {
        hasKernel(of: other) && initramfsSHA256 == other.initramfsSHA256
    }

    /// Whether the kernel is the same.
    func hasKernel(of other: GuestImage) -> Bool {
        kernel == other.kernel && architecture == other.architecture && kernelSHA256 == other.kernelSHA256
    }
}

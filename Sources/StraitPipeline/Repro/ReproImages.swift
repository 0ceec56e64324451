// SPDX-License-Identifier: Apache-2.0

import StraitImage
import StraitModel

/// The image for repeating a cell; it stays in the cache as long as this value exists.
struct ReproImages: Sendable {
    /// The kernel does not build, is unavailable, or does not take a patch: no verdict on it.
    struct NoKernel: Error {
        let reason: StraitError
    }

    private let store: ImageStore
    private let news: ImageNews
    private let events: @Sendable (RunEvent) -> Void

    init(_ locations: Locations, events: @escaping @Sendable (RunEvent) -> Void) throws {
        news = ImageNews(events)
        store = try ImageStore(cache: locations.cache, recipes: locations.recipes, progress: news.show)
        self.events = events
    }

    /// The recorded image if it still exists, else one from the recorded version, else from what the sources have now.
    func image(for subject: ReproSubject) async throws -> GuestImage {
        guard let recorded = subject.recorded?.image else { return try await build(subject.kernel, subject.cell) }
        if let image = try await store.held(recorded) { return image }
        events(.note("the image of the run is not in the cache any more; it is built again from \(recorded.version)"))
        var request = subject.kernel
        request.sources = [recorded.source.pinned(to: recorded.version)]
        let image = try await build(request, subject.cell)
        if image.kernelSHA256 != recorded.kernelSHA256 {
            events(.note("the kernel is not the recorded one: \(image.version), not \(recorded.version)"))
        } else if image.initramfsSHA256 != recorded.initramfsSHA256 {
            events(.note("the kernel is the recorded one; the guest's programs are of today"))
        }
        return image
    }

    private func build(_ kernel: KernelRequest, _ cell: Cell) async throws -> GuestImage {
        let request = ImageRequest(kernel, cell.architecture, pageSizeKiB: cell.setup.pageSizeKiB)
        switch try await store.build([request]).first?.result {
        case .success(let image):
            news.note(image.passedOver)
            return image
        case .failure(let error):
            // A patch that does not apply to this commit may apply to the next one: only a request that is wrong for
            // all of them stops.
            if error.kind == .request { throw error }
            throw NoKernel(reason: error)
        case nil: throw StraitError(.infrastructure, "no image of \(kernel.name) was built")
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import StraitImage
import StraitModel

/// The images of a step, which stay in the cache as long as it exists.
struct BuiltStep: Sendable {
    let outcomes: [ImageOutcome]
    let store: ImageStore?
}

/// What builds and boots the kernels of a series.
protocol SeriesKernels: Sendable {
    /// Builds the images of a step, as far as that is possible.
    func build(_ matrix: Matrix) async throws -> BuiltStep
    /// Boots cells with these images, as a run in a directory; one that is there already goes on.
    func boot(_ matrix: Matrix, _ images: [GuestImage], _ output: String) async throws
}

/// Real kernels in real guests.
struct BootedKernels: SeriesKernels {
    let request: RunRequest
    let events: @Sendable (RunEvent) -> Void

    func build(_ matrix: Matrix) async throws -> BuiltStep {
        let news = ImageNews(namesPatches: false, events)
        let store = try ImageStore(
            cache: request.locations.cache, recipes: request.locations.recipes, progress: news.show)
        return BuiltStep(outcomes: try await store.build(matrix.images), store: store)
    }

    func boot(_ matrix: Matrix, _ images: [GuestImage], _ output: String) async throws {
        var request = request
        (request.matrix, request.output, request.images) = (matrix, output, images)
        let outcome = try await Runner(request, events: events).run()
        if let stopped = outcome.stopped { throw StraitError(.infrastructure, "\(stopped); the same command goes on") }
    }
}

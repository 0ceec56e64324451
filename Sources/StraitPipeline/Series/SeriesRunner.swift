// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitAnalysis
import StraitImage
import StraitModel
import StraitStore
import StraitSystem

/// Tests a series patch by patch: builds and boots the tree without patches, then with the first, the first two, and so on. Each step
/// is a run of its own in `steps/`, and the same request goes on with a series that was interrupted.
public struct SeriesRunner: Sendable {
    private let request: RunRequest
    private let kernel: String?
    private let kernels: any SeriesKernels
    private let events: @Sendable (RunEvent) -> Void

    /// Makes a runner. `request`: the run of the whole series, whose `output` is the directory of the series; `kernel`: the
    /// configuration's name of the one with the patches, nil if only one has any.
    public init(_ request: RunRequest, kernel: String? = nil, events: @escaping @Sendable (RunEvent) -> Void) {
        self.init(request, kernel: kernel, BootedKernels(request: request, events: events), events: events)
    }

    /// The same with kernels that are built and booted in any way.
    init(
        _ request: RunRequest, kernel: String?, _ kernels: any SeriesKernels,
        events: @escaping @Sendable (RunEvent) -> Void
    ) {
        self.request = request
        self.kernel = kernel
        self.kernels = kernels
        self.events = events
    }

    /// Runs all steps that are not done. Errors: `request` for a series that is none, and for a directory with another one;
    /// `infrastructure` for trouble of the host, after which the same request goes on.
    public func run() async throws -> SeriesView {
        let patched = try PatchedKernel(in: request.matrix, named: kernel)
        let set = try await PatchExamination.of(
            patched.kernel.patches, tree: patched.tree, cache: request.locations.cache
        ).set
        let directory = try SeriesDirectory.open(at: request.output, for: record(patched, set))
        defer { withExtendedLifetime(directory) {} }
        var series = try directory.record()
        while series.finished == nil, series.steps.count < series.stepCount {
            let step = try await step(series.steps.count, of: series, patched, directory)
            try Task.checkCancellation()
            series.steps.append(step)
            if step.refusal != nil || series.steps.count == series.stepCount {
                series.finished = Date.now.formatted(.iso8601)
            }
            try directory.write(series)
        }
        return try directory.view()
    }

    private func record(_ patched: PatchedKernel, _ set: PatchSet) throws -> SeriesRecord {
        guard !set.patches.isEmpty else {
            throw StraitError(.request, "the kernel \(patched.kernel.name) has no patches")
        }
        return SeriesRecord(
            name: request.matrix.name, kernel: patched.kernel.name, started: Date.now.formatted(.iso8601),
            configuration: request.configuration, arguments: request.arguments,
            architectures: patched.matrix.images.map(\.architecture).uniqued(), patches: set.patches.map(\.applied))
    }

    private func step(
        _ number: Int, of series: SeriesRecord, _ patched: PatchedKernel, _ directory: SeriesDirectory
    ) async throws -> SeriesStep {
        let begin = ContinuousClock.now
        let name = number == 0 ? "without patches" : series.patches[number - 1].name
        events(.note("step \(number) of \(series.patches.count): \(name)"))
        let matrix = patched.matrix(with: PatchSubset(first: number))
        func seconds() -> Double { (ContinuousClock.now - begin) / .seconds(1) }
        let built: BuiltStep
        do {
            built = try await kernels.build(matrix)
            for case .failure(let error) in built.outcomes.map(\.result) where error.kind != .kernelBuild {
                throw error
            }
        } catch let error as StraitError where error.kind == .patchConflict {
            return SeriesStep(number: number, refusal: error.description, seconds: seconds())
        }
        let builds = try built.outcomes.map(Self.build)
        let run = "steps/\(number < 10 ? "0" : "")\(number)"
        let isBooted = try await boot(matrix, built, run)
        var step = SeriesStep(number: number, builds: builds, run: isBooted ? run : nil, seconds: seconds())
        step.again = try await again(step, of: series, matrix, built, directory)
        step.seconds = seconds()
        return step
    }

    /// Boots the cells in which a step changed something once more; nil if there are none.
    private func again(
        _ step: SeriesStep, of series: SeriesRecord, _ matrix: Matrix, _ built: BuiltStep, _ directory: SeriesDirectory
    ) async throws -> String? {
        var record = series
        record.steps.append(step)
        let changed = Set(try directory.view(of: record).steps.last?.places.flatMap(\.changed) ?? [])
        guard let run = step.run, !changed.isEmpty else { return nil }
        events(.note("\(changed.count) changed cells once more, so that no patch is blamed for a boot"))
        var part = matrix
        part.removeCells { !changed.contains($0.id) }
        return try await boot(part, built, "\(run)-again") ? "\(run)-again" : nil
    }

    /// Boots the cells whose kernels were built; false if there is none.
    private func boot(_ matrix: Matrix, _ built: BuiltStep, _ run: String) async throws -> Bool {
        defer { withExtendedLifetime(built) {} }
        let images = built.outcomes.compactMap { try? $0.result.get() }
        let architectures = Set(images.map(\.architecture))
        var part = matrix
        part.removeCells { !architectures.contains($0.architecture) }
        guard !part.cells.isEmpty else { return false }
        try await kernels.boot(part, images, "\(request.output)/\(run)")
        return true
    }

    private static func build(_ outcome: ImageOutcome) throws -> SeriesStep.Build {
        let architecture = outcome.request.architecture
        switch outcome.result {
        case .success(let image): return SeriesStep.Build(architecture: architecture, warnings: image.warnings ?? [])
        case .failure(let error): return SeriesStep.Build(architecture: architecture, error: error.description)
        }
    }
}

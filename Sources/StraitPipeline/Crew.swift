// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitGuest
import StraitImage
import StraitModel
import StraitSSH
import StraitStore

/// Runs cells, so many at a time, each as often as it takes to get a verdict on the kernel, within bounds.
struct Crew: Sendable {
    /// Trouble of the infrastructure is tried again; a kernel's failure never is.
    private static let attempts = 3
    /// Before so many cells are done, a third of them says nothing about the host.
    private static let leastForJudgement = 6

    private let cells: CellRunner
    private let keys: RunKeys
    private let scratch: Scratch
    /// Where the initramfs of an image is with the run's keys, by its place in the cache.
    private let initramfs: [String: String]
    /// Where the kernel of an image is, where QEMU cannot read it in the cache.
    private let kernels: [String: String]
    private let events: @Sendable (RunEvent) -> Void
    private let directory: RunDirectory
    private let label: String
    private let matrix: Matrix
    /// Nobody wants to type into a second guest what the first one has lost.
    private let mayRetry: Bool

    init(
        request: RunRequest, directory: RunDirectory, host: GuestHost, scratch: Scratch, images: [GuestImage],
        events: @escaping @Sendable (RunEvent) -> Void
    ) async throws {
        let key = try SSHKeys.generate()
        let keys = try await RunKeys.make(in: scratch.path, authorizedKey: key.authorizedKey)
        var initramfs: [String: String] = [:]
        var kernels: [String: String] = [:]
        for image in images where initramfs[image.initramfsPath] == nil {
            let whole = try keys.bootInitramfs(for: image, in: scratch.path)
            initramfs[image.initramfsPath] = whole
            guard request.connection != nil else { continue }
            let kernel = "\(scratch.path)/vmlinuz-\(image.kernelSHA256.prefix(12))"
            try FileManager.default.copyItem(atPath: image.kernelPath, toPath: kernel)
            for file in [whole, kernel] {
                try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file)
            }
            kernels[image.kernelPath] = kernel
        }
        self.initramfs = initramfs
        self.kernels = kernels
        self.keys = keys
        matrix = request.matrix
        self.scratch = scratch
        self.events = events
        self.directory = directory
        label = (scratch.path as NSString).lastPathComponent
        cells = CellRunner(
            host: host, directory: directory, key: key, hostKey: keys.hostPublicKey, acceleration: .tcg,
            scale: request.patience,
            progress: events, visit: request.visit, debugSocket: request.debugSocket)
        mayRetry = request.visit == nil
    }

    /// Runs every cell; why it stopped early, where it did.
    func run(_ work: [(cell: Cell, image: GuestImage)], jobs: Int) async throws -> String? {
        // Longest first, so that no long one is left alone at the end; equals stay in the matrix's order.
        let ordered = work.enumerated().sorted {
            (Self.weight($0.element.cell), $1.offset) > (Self.weight($1.element.cell), $0.offset)
        }
        return try await withThrowingTaskGroup(of: CellResult?.self) { group in
            var next = ordered.makeIterator()
            var running = 0
            func start() {
                guard let (offset, item) = next.next() else { return }
                running += 1
                group.addTask { try await settle(item.cell, item.image, number: offset) }
            }
            for _ in 0..<jobs { start() }
            var (done, troubled) = (0, 0)
            while running > 0, let result = try await group.next() {
                running -= 1
                guard let result else { continue }
                done += 1
                if result.outcome == .infrastructure, result.control != .mustDie { troubled += 1 }
                if done >= Self.leastForJudgement, troubled * 3 > done {
                    group.cancelAll()
                    return
                        "more than a third of the cells (\(troubled) of \(done)) had trouble that is not the kernel's"
                }
                if !Task.isCancelled { start() }
            }
            return Task.isCancelled ? "interrupted" : nil
        }
    }

    /// One cell to its result, which is written; nil when the run is over before it has one.
    private func settle(_ cell: Cell, _ image: GuestImage, number: Int) async throws -> CellResult? {
        guard let initramfs = initramfs[image.initramfsPath] else { return nil }
        var image = image
        image.kernelPath = kernels[image.kernelPath] ?? image.kernelPath
        var reasons: [String] = []
        while true {
            events(.started(cell: cell.id))
            // Two names for two attempts: the first one's domain may take its time to go.
            let name = "strait-\(label)-\(number)-\(reasons.count)"
            var attempt = await cells.run(cell, image: image, initramfs: initramfs, name: name)
            guard !Task.isCancelled else { return nil }
            attempt.result.attempts = reasons.count + 1
            attempt.result.retried = reasons
            // Its trouble is what it is there for.
            let mayRetry = mayRetry && cell.control != .mustDie
            if mayRetry, attempt.result.outcome == .infrastructure, attempt.result.attempts < Self.attempts {
                reasons.append(attempt.result.cause ?? "no reason given")
                events(.retrying(cell: cell.id, attempt: reasons.count + 1, reason: reasons.last ?? ""))
                continue
            }
            attempt.result = matrix.judged(attempt.result, of: cell)
            try directory.write(attempt.result, files: attempt.files)
            try directory.writeResults(finished: nil)
            events(.finished(attempt.result))
            return attempt.result
        }
    }

    /// How long a cell takes against the others, measured under emulation: an order, not a prediction.
    private static func weight(_ cell: Cell) -> Int {
        let architecture: [Architecture: Int] = [.x86_64: 3, .aarch64: 4, .ppc64le: 5]
        return (architecture[cell.architecture] ?? 0) + (cell.selftests == .none ? 0 : 10)
    }
}

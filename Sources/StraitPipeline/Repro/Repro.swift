// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitConfig
import StraitModel
import StraitStore

/// Runs one cell again.
public struct Repro: Sendable {
    /// The options of a repetition.
    public struct Options: Sendable {
        /// How often.
        public var count = 1
        /// The output directory; nil for one of strait's own.
        public var output: String?
        /// How many guests to run at once.
        public var jobs: Int?
        /// The libvirt URI for guests; nil for the embedded driver.
        public var connection: String?
        /// What the user does in the guest.
        public var visit: GuestVisit?
        /// Whether QEMU waits for a debugger.
        public var debugs = false
        /// The command-line arguments of strait.
        public var arguments: [String] = []

        /// Makes the default options.
        public init() {}
    }

    /// The result.
    public enum End: Sendable {
        /// The cell ran.
        case run(RunOutcome)
        /// Its kernel does not build, is unavailable, or does not take a patch: nothing ran.
        case noKernel(StraitError)
    }

    /// With a debugger every guest is slow: this turns two minutes into two weeks.
    private static let debuggingPatience = 10_000.0

    private let subject: ReproSubject
    private let locations: Locations
    private let events: @Sendable (RunEvent) -> Void

    /// Makes a repetition of a cell.
    public init(
        _ subject: ReproSubject, locations: Locations, events: @escaping @Sendable (RunEvent) -> Void = { _ in }
    ) {
        self.subject = subject
        self.locations = locations
        self.events = events
    }

    /// Runs it. Errors: `request` and `infrastructure`, if nothing can be run.
    public func run(_ options: Options) async throws -> End {
        if let output = options.output, RunDirectory.holdsRun(at: output) {
            throw StraitError(.request, "\(output) holds a run already; name another directory with --output")
        }
        // No other kernel would make such a machine possible: what bisects has to stop.
        if let reason = subject.cell.unsupported { throw StraitError(.request, "the cell cannot be: \(reason)") }
        let images = try ReproImages(locations, events: events)
        let image: GuestImage
        do {
            image = try await images.image(for: subject)
        } catch let error as ReproImages.NoKernel {
            return .noKernel(error.reason)
        }
        var request = RunRequest(
            matrix: matrix(options.count), configuration: subject.configuration, arguments: options.arguments,
            output: try options.output ?? ReproShelf(locations).place(for: subject.cell), jobs: options.jobs,
            connection: options.connection, locations: locations)
        request.images = [image]
        request.visit = options.visit
        if options.debugs {
            request.patience = Self.debuggingPatience
            request.debugSocket = try debugSocket()
        }
        // A killed QEMU leaves its socket.
        defer { if let socket = request.debugSocket { unlink(socket) } }
        let outcome = try await Runner(request, events: events).run()
        withExtendedLifetime(images) {}
        return .run(outcome)
    }

    /// The socket for ``Options/debugs``, in a directory that only this user can open.
    public var debugSocketPath: String { "\(locations.runtime)/gdb-\(getpid())" }

    /// The text of a shell script that boots the cell with plain QEMU.
    public func script() async throws -> String { try await export { try await $0.script() } }

    /// The domain XML for libvirt.
    public func xml() async throws -> String { try await export { try $0.xml } }

    /// Writes the cell into one file, with the result of `outcome`, or else the recorded one.
    public func capsule(to path: String, _ outcome: RunOutcome? = nil) async throws {
        try await export { export in
            let result = outcome?.results.cells.first ?? subject.recorded?.result
            let command = Reproduction.command(
                for: subject.cell, kernel: KernelIdentity(export.image), request: subject.kernel)
            try await export.capsule(to: path, result: result, command: command)
        }
    }

    private func export<Value>(_ body: (ReproExport) async throws -> Value) async throws -> Value {
        if let reason = subject.cell.unsupported { throw StraitError(.request, "the cell is impossible: \(reason)") }
        let images = try ReproImages(locations, events: events)
        do {
            let image = try await images.image(for: subject)
            let value = try await body(ReproExport(cell: subject.cell, image: image, locations: locations))
            withExtendedLifetime(images) {}
            return value
        } catch let error as ReproImages.NoKernel {
            throw error.reason
        }
    }

    /// The cell as often as it has to run, each with its own id.
    private func matrix(_ count: Int) -> Matrix {
        guard count > 1 else { return Matrix(name: OneCell.name, kernels: [subject.kernel], cells: [subject.cell]) }
        let cells = (1...count).map { subject.cell.marked("repeat-\($0)") }
        let members = cells.enumerated().map { PlannedGroup.Member(cell: $1.id, number: $0 + 1) }
        return Matrix(
            name: OneCell.name, kernels: [subject.kernel], cells: cells,
            groups: [PlannedGroup(id: subject.cell.id, kind: .repeats, members: members)])
    }

    private func debugSocket() throws -> String {
        do {
            try FileManager.default.createDirectory(
                atPath: locations.runtime, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw StraitError(
                .infrastructure, "cannot make the directory \(locations.runtime)", cause: error.localizedDescription)
        }
        // Left by a dead process with the same number.
        unlink(debugSocketPath)
        return debugSocketPath
    }
}

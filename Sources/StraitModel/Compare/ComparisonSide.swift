// SPDX-License-Identifier: Apache-2.0

/// One side of a comparison: a run, or the cells of one kernel in it.
public struct ComparisonSide: Sendable {
    /// What was asked.
    public var record: RunRecord
    /// What became of it.
    public var results: [CellResult]
    /// The configuration's name of the kernel, where only its cells count.
    public var kernel: String?
    /// Whether a control without a result speaks against the run: not while it goes on.
    public var isEnded: Bool

    /// A side.
    public init(record: RunRecord, results: [CellResult], kernel: String? = nil, isEnded: Bool = true) {
        self.record = record.needed(given: results)
        self.results = results
        self.kernel = kernel
        self.isEnded = isEnded
    }

    /// Why the run cannot be trusted, all of its cells counted, whichever kernel is compared.
    var objections: [String] { record.objections(to: results, ended: isEnded) }

    /// Names of the kernels that a run's cells have, in the order of their first cells.
    public var kernels: [String] {
        record.cells.map(\.kernel).uniqued()
    }

    var origin: Comparison.Origin {
        let images = record.images.filter { kernel == nil || $0.kernel == kernel }
        return Comparison.Origin(
            run: record.id, started: record.started, kernel: kernel, host: record.host, tools: record.tools,
            kernels: images.map {
                .init(
                    name: $0.kernel, architecture: $0.architecture, source: $0.source.description, release: $0.release,
                    version: $0.version, sha256: $0.kernelSHA256, initramfs: $0.initramfsSHA256,
                    passedOver: $0.passedOver, patches: $0.patches ?? [])
            })
    }

    /// The side's cells, those without a result too. Controls are none of them: they ask nothing about a kernel, and one of them never
    /// has a verdict on it.
    func cells(byKernel: Bool) -> [ComparedCell] {
        let known = Dictionary(results.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let asked = record.cells.filter { $0.control == nil && (kernel == nil || $0.kernel == kernel) }
        return asked.map { cell in
            ComparedCell(name: byKernel ? cell.idWithoutKernel : cell.id, id: cell.id, result: known[cell.id])
        }
    }
}

extension Comparison {
    /// Where a side comes from: what a reader of the comparison has to know of it.
    public struct Origin: Sendable, Equatable, Encodable {
        /// A kernel that was booted.
        public struct Kernel: Sendable, Equatable, Encodable {
            /// The configuration's name of it.
            public var name: String
            /// What it is for.
            public var architecture: Architecture
            /// Where it came from.
            public var source: String
            /// `uname -r`.
            public var release: String
            /// The packages' exact version, or the tree's commit.
            public var version: String
            /// SHA-256 of the kernel's image.
            public var sha256: String
            /// SHA-256 of the initramfs: a patch may change no more than modules and tests.
            public var initramfs: String
            /// Why a source that was preferred was not used, one line each.
            public var passedOver: [String]
            /// The patches on top of the source, in order.
            public var patches: [AppliedPatch]

            /// A kernel.
            public init(
                name: String, architecture: Architecture, source: String, release: String, version: String,
                sha256: String, initramfs: String, passedOver: [String] = [], patches: [AppliedPatch]
            ) {
                self.name = name
                self.architecture = architecture
                self.source = source
                self.release = release
                self.version = version
                self.sha256 = sha256
                self.initramfs = initramfs
                self.passedOver = passedOver
                self.patches = patches
            }
        }

        /// The run's id.
        public var run: String
        /// Its start, ISO 8601 in UTC.
        public var started: String
        /// The configuration's name of the kernel, where only its cells count.
        public var kernel: String?
        /// Where it ran.
        public var host: RunRecord.Host
        /// Versions of strait, QEMU, libvirt and libssh; by name.
        public var tools: [String: String]
        /// The kernels.
        public var kernels: [Kernel]

        /// The kernel's name where there is one, else the run's id.
        public var label: String { kernel ?? run }
    }
}

/// A cell on its way into a pair.
struct ComparedCell {
    let name: String
    let id: String
    let result: CellResult?

    var side: Comparison.Side {
        Comparison.Side(
            id: id, release: result?.kernel.release, outcome: result?.outcome, rung: result?.rung, errno: result?.errno,
            cause: result?.cause, largestMiB: result?.capacity?.largestMiB, reproduction: result?.reproduction)
    }
}

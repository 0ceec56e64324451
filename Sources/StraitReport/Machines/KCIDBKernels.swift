// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

extension KCIDB {
    /// A kernel of a run, identified by its digest. One name in the configuration can stand for several: each
    /// architecture and page size has its own.
    struct Kernel {
        let architecture: Architecture
        let identity: KernelIdentity
        let image: GuestImage?
        /// The id of its checkout: name, source and version.
        let checkoutID: String
        /// The id of its build; without a digest if no image was booted.
        let buildID: String

        init(_ architecture: Architecture, _ identity: KernelIdentity, _ image: GuestImage?, run: String) {
            self.architecture = architecture
            self.identity = identity
            self.image = image
            checkoutID = KCIDB.id([run, identity.name, identity.source] + [identity.version].compactMap { $0 })
            buildID = Self.buildID(architecture, identity, run: run)
        }

        static func buildID(_ architecture: Architecture, _ identity: KernelIdentity, run: String) -> String {
            let digest = identity.sha256.map { String($0.prefix(12)) }
            return KCIDB.id([run, identity.name, architecture.rawValue] + [digest].compactMap { $0 })
        }

        /// The kernels of images, of results and of cells without one, each once, so that every test has its build.
        static func all(_ record: RunRecord, _ cells: [CellResult], missed: [ShownCell]) -> [Kernel] {
            var seen: Set<String> = []
            let images = record.images.map { Kernel($0.architecture, identity(of: $0), $0, run: record.id) }
            let booted = cells.lazy.map { Kernel($0.arch, $0.kernel, nil, run: record.id) }
            let planned = missed.lazy.map { Kernel($0.architecture, identity(of: $0, record), nil, run: record.id) }
            return (images + booted + planned).filter { seen.insert($0.buildID).inserted }
        }

        /// The kernel of a cell without a result; without a digest if it could be one of several.
        static func identity(of cell: ShownCell, _ record: RunRecord) -> KernelIdentity {
            let pages = cell.requested[Axis.pageSize.name]?.description
            let images = record.images.filter {
                $0.kernel == cell.kernel && $0.architecture == cell.architecture
                    && (pages == nil || pages == "\($0.facts.pageSizeKiB)k")
            }
            guard images.count == 1 else { return KernelIdentity(name: cell.kernel, source: cell.kernel) }
            return identity(of: images[0])
        }

        private static func identity(of image: GuestImage) -> KernelIdentity {
            KernelIdentity(
                name: image.kernel, source: image.source.description, release: image.release, version: image.version,
                sha256: image.kernelSHA256)
        }

        /// The checkout's text for readers.
        var checkout: String {
            Clean.line([identity.source, identity.version].compactMap { $0 }.joined(separator: " "))
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitAnalysis
import StraitModel

/// A run for KernelCI's database: a checkout for each kernel, a build for each image, a test for each cell, for each of its
/// three answers, for each size of device memory, and for each of the kernel's own tests.
public enum KCIDB {
    /// With more cells than this their tests are only counted, because the file would be too large.
    private static let mostListed = 1000
    private static let origin = "strait"
    static let cellPath = "strait.device_private_memory"

    /// The document, schema 5.3, UTF-8.
    public static func json(_ input: ReportInput) throws -> [UInt8] {
        let record = input.record
        // Controls test strait, so they do not belong in a database of kernels.
        let planned = ShownCell.all(record, input.results.cells).filter {
            $0.control == nil && $0.result?.control == nil
        }
        let (cells, missed) = (planned.filter { $0.result != nil }, planned.filter { $0.result == nil })
        let kernels = Kernel.all(record, cells.compactMap(\.result), missed: missed)
        let objections = record.objections(to: input.results.cells, ended: input.results.finished != nil)
        let document = Document(
            checkouts: checkouts(kernels, record), builds: kernels.map { build($0, record) },
            tests: (objections.isEmpty
                ? cells.flatMap { tests($0, record, listed: cells.count <= mostListed) }
                : cells.compactMap(\.result).map { distrusted($0, record, objections) })
                + missed.map { self.missed($0, record) })
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try [UInt8](encoder.encode(document)) + [UInt8(ascii: "\n")]
    }

    /// The schema allows no NUL, and names come from a configuration.
    static func id(_ parts: [String]) -> String { origin + ":" + Clean.line(parts.joined(separator: ":")) }

    private static func checkouts(_ kernels: [Kernel], _ record: RunRecord) -> [Checkout] {
        var seen: Set<String> = []
        return kernels.filter { seen.insert($0.checkoutID).inserted }.map {
            Checkout(id: $0.checkoutID, comment: $0.checkout, start_time: record.started)
        }
    }

    private static func build(_ kernel: Kernel, _ record: RunRecord) -> Build {
        let facts = [
            "kernel_sha256": kernel.identity.sha256, "initramfs_sha256": kernel.image?.initramfsSHA256,
            "page_size": kernel.image.map { "\($0.facts.pageSizeKiB)KiB" },
        ].compactMapValues { $0.map { Clean.line($0) } }
        return Build(
            id: kernel.buildID, checkout_id: kernel.checkoutID, architecture: kernel.architecture.rawValue,
            comment: kernel.identity.release.map { Clean.line($0) }, start_time: record.started,
            misc: facts.isEmpty ? nil : facts)
    }

    /// A cell of a run that cannot be trusted: it ran, but its result is not published.
    private static func distrusted(_ result: CellResult, _ record: RunRecord, _ objections: [Objection]) -> Test {
        Test(
            id: id([record.id, result.id]), build_id: Kernel.buildID(result.arch, result.kernel, run: record.id),
            path: cellPath, status: "ERROR", environment: environment(result), start_time: record.started,
            log_excerpt: cut((["this run cannot be trusted"] + objections.map(\.sentence)).joined(separator: "\n")))
    }

    /// A planned cell without a result, which a reader of the database would otherwise not notice.
    private static func missed(_ cell: ShownCell, _ record: RunRecord) -> Test {
        let kernel = Kernel.identity(of: cell, record)
        return Test(
            id: id([record.id, cell.id]), build_id: Kernel.buildID(cell.architecture, kernel, run: record.id),
            path: cellPath, status: "MISS",
            environment: environment(cell.id, cell.architecture, cell.requested, nil), start_time: record.started,
            log_excerpt: "no result")
    }

    static func environment(_ result: CellResult) -> Environment {
        environment(result.id, result.arch, result.requested, result.reproduction)
    }

    private static func environment(
        _ id: String, _ architecture: Architecture, _ requested: [String: AxisValue], _ reproduction: String?
    ) -> Environment {
        var misc = requested.mapValues { Clean.line($0.description) }
        misc["cell"] = Clean.line(id)
        misc["reproduce"] = reproduction.map { Clean.line($0, limit: 4096) }
        return Environment(comment: "QEMU, \(architecture.rawValue)", misc: misc)
    }
}

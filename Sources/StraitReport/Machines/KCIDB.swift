// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitAnalysis
import StraitModel

/// A run for KernelCI's database: a checkout for each kernel, a build for each image, a test for each cell and for each
/// of the kernel's own tests.
public enum KCIDB {
    /// With more cells than this their tests are only counted, because the file would be too large.
    private static let mostListed = 1000
    private static let origin = "strait"
    private static let cellPath = "strait.device_private_memory"

    /// The document, schema 5.3, UTF-8.
    public static func json(_ input: ReportInput) throws -> [UInt8] {
        let record = input.record
        // Controls test strait, so they do not belong in a database of kernels.
        let cells = input.results.cells.filter { $0.control == nil }
        let missed = ShownCell.all(input.record, input.results.cells).filter { $0.result == nil && $0.control == nil }
        let kernels = Kernel.all(record, cells, missed: missed)
        let objections = record.objections(to: input.results.cells, ended: input.results.finished != nil)
        let document = Document(
            checkouts: checkouts(kernels, record), builds: kernels.map { build($0, record) },
            tests: (objections.isEmpty
                ? cells.flatMap { tests($0, record, listed: cells.count <= mostListed) }
                : cells.map { distrusted($0, record, objections) }) + missed.map { self.missed($0, record) })
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

    private static func environment(_ result: CellResult) -> Environment {
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

    private static func tests(_ result: CellResult, _ record: RunRecord, listed: Bool) -> [Test] {
        let build = Kernel.buildID(result.arch, result.kernel, run: record.id)
        let own = id([record.id, result.id])
        let environment = environment(result)
        let reports = result.reports.prefix(4).flatMap { [$0.title] + $0.lines }.joined(separator: "\n")
        let excerpt = [result.cause, reports.isEmpty ? nil : reports].compactMap { $0 }.joined(separator: "\n")
        let cell = Test(
            id: own, build_id: build, path: cellPath, status: status(result.outcome),
            environment: environment, start_time: record.started, duration: duration(result),
            log_excerpt: excerpt.isEmpty ? nil : cut(excerpt))
        // If the cell has no verdict, its tests have none either.
        guard result.outcome.isVerdictOnKernel else { return [cell] }
        return [cell] + result.suites.flatMap { tests($0, of: result, like: cell, listed: listed) }
    }

    /// A suite of a cell and, if `listed`, each of its tests.
    private static func tests(
        _ suite: SuiteResult, of result: CellResult, like cell: Test, listed: Bool
    ) -> [Test] {
        let rung = result.ladder.last { $0.rung == suite.rung }?.outcome
        let own = cell.id + ":" + Clean.line(suite.name)
        let all = Test(
            id: own, build_id: cell.build_id, path: suite.path, status: status(ofTests: rung),
            environment: cell.environment, start_time: cell.start_time,
            misc: ["pass": suite.pass, "fail": suite.fail, "skip": suite.skip, "xfail": suite.xfail])
        let isTold = listed && rung?.isVerdictOnKernel == true
        let each = (isTold ? suite.tests : []).enumerated().map { index, test in
            Test(
                id: "\(own):\(index + 1)", build_id: cell.build_id, path: suite.path + "." + path(test.name),
                status: status(test.status), environment: cell.environment, start_time: cell.start_time,
                log_excerpt: test.detail.map(cut))
        }
        return [all] + each
    }

    /// `FAIL` is the kernel's failure, `ERROR` the test's, `MISS` a planned test that did not run.
    private static func status(_ outcome: Outcome) -> String {
        switch outcome {
        case .passed: "PASS"
        case .failed, .crashed, .hung: "FAIL"
        case .unsupported: "SKIP"
        case .invalid: "ERROR"
        case .infrastructure: "MISS"
        }
    }

    private static func status(_ status: SelftestResult.Status) -> String {
        switch status {
        case .pass, .xfail: "PASS"
        case .fail: "FAIL"
        case .skip: "SKIP"
        case .timeout, .error: "ERROR"
        }
    }

    /// The status of a suite, from its rung: the counts do not show how the program ended.
    private static func status(ofTests rung: Outcome?) -> String {
        switch rung {
        case .passed: "PASS"
        case .failed, .crashed: "FAIL"
        case .unsupported: "SKIP"
        // A time limit is the harness's, and emulation can reach it.
        case .hung, .invalid, .infrastructure, nil: "ERROR"
        }
    }

    private static func duration(_ result: CellResult) -> Double? {
        let total = result.phases.total
        return total.isFinite && total > 0 ? (total * 1000).rounded() / 1000 : nil
    }

    /// A name as part of a path: letters, digits, `_` and `-`, no empty part.
    static func path(_ name: String) -> String {
        let parts = name.split(separator: ".").map { part in
            String(part.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") ? $0 : "_" })
        }
        return parts.isEmpty ? "_" : parts.joined(separator: ".")
    }

    /// The schema limits the number of characters; the most important text comes first.
    private static func cut(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { Clean.line(String($0), limit: 400) }
            .joined(separator: "\n").unicodeScalars.prefix(16384).reduce(into: "") { $0.unicodeScalars.append($1) }
    }
}

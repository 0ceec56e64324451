// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitSystem
import TestSupport
import Testing

@testable import StraitReport

/// One name of a kernel in a configuration may stand for several: each result has to stand under the one that ran.
@Suite struct MachineKernelTests {
    private static let release = "7.3.4+deb13-arm64"

    /// A run with the kernel `stock` of two page sizes, and of another source where the first has none for an architecture.
    private static func input() -> ReportInput {
        var input = Samples.smoke()
        let arm = input.record.images.first { $0.architecture == .aarch64 }
        let power = input.record.images.first { $0.architecture == .ppc64le }
        guard var small = arm, var large = arm, var other = power else { return input }
        (small.release, small.kernelSHA256) = (release, String(repeating: "4", count: 64))
        (large.release, large.kernelSHA256) = (release + "-16k", String(repeating: "16", count: 32))
        large.facts.pageSizeKiB = 16
        other.source = KernelSource(scheme: "debian", reference: "forky")
        (other.version, other.kernelSHA256) = ("7.2.12-1", String(repeating: "5", count: 64))
        input.record.images = [small, large, other]
        input.results.cells = [small, large, other].enumerated().map { index, image in
            CellResult(
                id: "cell-\(index)", arch: image.architecture,
                kernel: KernelIdentity(
                    name: "stock", source: image.source.description, release: image.release, version: image.version,
                    sha256: image.kernelSHA256),
                requested: [:], outcome: .passed, rung: .log, cause: nil)
        }
        input.record.cells = input.results.cells.map { result in
            var cell = Cell.sample(result.id)
            (cell.architecture, cell.kernel) = (result.arch, result.kernel.name)
            return cell
        }
        return input
    }

    @Test func aTestStandsUnderTheBuildAndTheCheckoutThatItRan() throws {
        let input = Self.input()
        let json = try JSONSerialization.jsonObject(with: Data(try KCIDB.json(input))) as? [String: Any]
        func list(_ name: String) -> [[String: Any]] { json?[name] as? [[String: Any]] ?? [] }
        #expect(list("builds").count == 3 && list("checkouts").count == 2)
        let tests = list("tests").filter { $0["path"] as? String == "strait.device_private_memory" }
        #expect(tests.count == 3)
        for (test, result) in zip(tests, input.results.cells) {
            let build = try #require(list("builds").first { $0["id"] as? String == test["build_id"] as? String })
            #expect((build["misc"] as? [String: String])?["kernel_sha256"] == result.kernel.sha256)
            #expect(build["comment"] as? String == result.kernel.release)
            let checkout = list("checkouts").first { $0["id"] as? String == build["checkout_id"] as? String }
            let version = try #require(result.kernel.version)
            #expect(checkout?["comment"] as? String == "\(result.kernel.source) \(version)")
        }
    }

    @Test func aTestCaseNamesTheKernelThatItRan() throws {
        let input = Self.input()
        let root = try XMLElement(parsing: XML.encode(JUnit.document(input)))
        for result in input.results.cells {
            // The nearest properties above or at the case are what a reader takes for its own.
            let own = root.at("testsuite").flatMap { suite in
                suite.at("testcase").filter { $0.attributes["name"] == "\(result.id): tests" }.flatMap {
                    [root, suite, $0]
                }
            }.flatMap { $0.at("properties/property") }
            let named = own.filter { ["kernel.sha256", "kernel.release"].contains($0.attributes["name"]) }
            #expect(named.map { $0.attributes["value"] } == [result.kernel.release, result.kernel.sha256])
        }
    }

    @Test(
        "a cell without a result stands under the kernel that it was planned for, where that is known",
        arguments: [
            ("aarch64,stock,pageSize-16k", "161616161616"), ("aarch64,stock,pageSize-64k", nil), ("aarch64,stock", nil),
        ]
            as [(String, String?)])
    func aMissedCellStandsUnderItsKernel(id: String, digest: String?) throws {
        var input = Self.input()
        input.record.cells.append(.sample(id))
        let json = try JSONSerialization.jsonObject(with: Data(try KCIDB.json(input))) as? [String: Any]
        let missed = (json?["tests"] as? [[String: Any]] ?? []).filter { $0["status"] as? String == "MISS" }
        let build = ["strait", input.record.id, "stock", "aarch64"] + [digest].compactMap { $0 }
        #expect(missed.map { $0["build_id"] as? String } == [build.joined(separator: ":")])
        let builds = (json?["builds"] as? [[String: Any]] ?? []).compactMap { $0["id"] as? String }
        #expect(builds.contains(build.joined(separator: ":")))
    }
}

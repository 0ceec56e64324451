// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitStore
import TestSupport
import Testing

/// A scratch directory that goes with the test.
final class Scratch {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "strait-store-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func text(_ name: String) throws -> String { try String(contentsOfFile: path + "/" + name, encoding: .utf8) }

    func put(_ text: String, _ name: String) throws {
        try text.write(toFile: path + "/" + name, atomically: false, encoding: .utf8)
    }

    func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path + "/" + name) }
}

enum Samples {
    static func record(_ cells: [String] = ["a", "b", "c"]) -> RunRecord {
        RunRecord(
            id: "smoke-20261123T000000Z", name: "smoke", started: "2026-11-23T00:00:00Z",
            configuration: "name: smoke\n",
            arguments: ["strait", "run", "configs/smoke.yaml"],
            host: .init(name: "desk", system: "Debian 12", cores: 2, memoryMiB: 8192), tools: ["qemu": "7.2"],
            images: [],
            cells: .samples(cells))
    }

    static func result(_ id: String) -> CellResult {
        var result = CellResult(
            id: id, arch: .x86_64, kernel: KernelIdentity(name: "stock", source: "debian:sid"),
            requested: ["physBits": .integer(36), "kaslr": .text("off")], outcome: .failed, rung: .reserve,
            cause: "no hole", errno: .erange)
        result.phases = Phases(define: 0.1 + 0.2, boot: 4, login: 0.3815499, workload: 26.1, teardown: .infinity)
        result.ladder = [RungRecord(.boot, .passed, seconds: 1.0 / 3)]
        return result
    }
}

/// The sentence that a call fails with.
func sentence(_ call: () throws -> Void, _ location: SourceLocation = #_sourceLocation) -> String {
    do {
        try call()
    } catch {
        return String(describing: error)
    }
    Issue.record("nothing was thrown", sourceLocation: location)
    return ""
}

extension RunDirectory {
    /// The results of a run without searches.
    @discardableResult
    func writeResults(finished: String?, always: Bool = false) throws -> Bool {
        try writeResults(finished: finished, always: always) { _ in nil }
    }
}

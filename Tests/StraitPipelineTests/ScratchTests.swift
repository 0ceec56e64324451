// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import Testing

@testable import StraitPipeline

@Suite final class ScratchTests {
    private let base = NSTemporaryDirectory() + "strait-scratch-\(UUID().uuidString)"

    deinit { try? FileManager.default.removeItem(atPath: base) }

    private var names: [String] { (try? FileManager.default.contentsOfDirectory(atPath: base)) ?? [] }

    @Test func itIsThereAsLongAsItsOwner() throws {
        var scratch: Scratch? = try Scratch(below: base)
        let path = try #require(scratch?.path)
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o700 && names.count == 1)
        scratch = nil
        #expect(names.isEmpty)
    }

    @Test func whatADeadOneLeftGoesAndWhatLivesStays() throws {
        let living = try Scratch(below: base)
        try FileManager.default.createDirectory(atPath: "\(base)/dead", withIntermediateDirectories: false)
        let next = try Scratch(below: base)
        #expect(Set(names) == Set([living.path, next.path].map { ($0 as NSString).lastPathComponent }))
    }

    /// Each removes what belongs to nobody, and what another has just made must not look like it.
    @Test func manyAtOnceDoNotTakeEachOthers() async throws {
        let base = base
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<200 {
                group.addTask {
                    let scratch = try Scratch(below: base)
                    #expect(FileManager.default.fileExists(atPath: scratch.path))
                }
            }
            try await group.waitForAll()
        }
        #expect(names.isEmpty)
    }

    @Test func aPlaceThatOthersCanWriteIsRefused() throws {
        try FileManager.default.createDirectory(
            atPath: base, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o777])
        chmod(base, 0o777)
        #expect(throws: StraitError.self) { try Scratch(below: self.base) }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import Testing

@testable import StraitPipeline

@Suite final class ScratchTests {
    private let base = NSTemporaryDirectory() + "strait-scratch-\(UUID().uuidString)"

    deinit { try? FileManager.default.removeItem(atPath: base) }

    /// Without the lock file of the place itself.
    private var names: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: base)) ?? []).filter { !$0.hasPrefix(".") }
    }

    @Test func itIsThereAsLongAsItsOwner() async throws {
        var scratch: Scratch? = try await Scratch.make(below: base)
        let path = try #require(scratch?.path)
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o700 && names.count == 1)
        scratch = nil
        #expect(names.isEmpty)
    }

    @Test func whatADeadOneLeftGoesAndWhatIsInUseStays() async throws {
        let living = try await Scratch.make(below: base)
        try FileManager.default.createDirectory(atPath: "\(base)/dead", withIntermediateDirectories: false)
        let next = try await Scratch.make(below: base)
        #expect(Set(names) == Set([living.path, next.path].map { ($0 as NSString).lastPathComponent }))
    }

    /// Straits before the lock file lock the directory itself: neither takes the other's for one that nobody uses.
    @Test func whatAnOlderStraitUsesStays() async throws {
        let own = try await Scratch.make(below: base)
        let older = "\(base)/older"
        try FileManager.default.createDirectory(atPath: older, withIntermediateDirectories: false)
        let held = open(older, O_RDONLY | O_DIRECTORY)
        defer { close(held) }
        #expect(flock(held, LOCK_EX | LOCK_NB) == 0)
        _ = try await Scratch.make(below: base)
        #expect(FileManager.default.fileExists(atPath: older))
        let looked = open(own.path, O_RDONLY | O_DIRECTORY)
        defer { close(looked) }
        #expect(flock(looked, LOCK_EX | LOCK_NB) != 0, "an older strait would remove it")
    }

    /// Each removes what belongs to nobody, and what another has just made must not look like it.
    @Test func manyAtOnceDoNotTakeEachOthers() async throws {
        let base = base
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<200 {
                group.addTask {
                    let scratch = try await Scratch.make(below: base)
                    #expect(FileManager.default.fileExists(atPath: scratch.path))
                }
            }
            try await group.waitForAll()
        }
        #expect(names.isEmpty)
    }

    @Test func aPlaceThatOthersCanWriteIsRefused() async throws {
        try FileManager.default.createDirectory(
            atPath: base, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o777])
        chmod(base, 0o777)
        await #expect(throws: StraitError.self) { try await Scratch.make(below: self.base) }
    }
}

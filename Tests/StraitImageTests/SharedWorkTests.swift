// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitSystem
import SystemPackage
import Testing

@testable import StraitImage

/// Work that several builds wait for: one that is cancelled takes nothing away from the others.
@Suite struct SharedWorkTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    @Test(.timeLimit(.minutes(1))) func aTreeIsReadForTheOneWhoStillWants() async throws {
        try scratch.write("VERSION = 7\n", to: "linux/Makefile")
        try scratch.write("config X\n", to: "linux/Kconfig")
        let cache = try ObjectCache(root: scratch.path.appending("cache"))
        let variants = TreeVariants(workspaces: Workspaces(root: cache.root))
        // A sweep of the cache holds the reading up.
        var held = try FileLock.attempt(cache.root.appending("locks/patches"), .exclusive)
        #expect(held != nil)
        let tree = scratch.path.appending("linux")
        let tasks = (0..<2).map { _ in Task { try await variants.variant(of: tree, patches: []).digest } }
        try await Task.sleep(for: .milliseconds(200))
        tasks[0].cancel()
        await #expect(throws: CancellationError.self) { try await tasks[0].value }
        held = nil
        #expect(try await tasks[1].value.count == 64)
        await variants.close()
    }

    @Test(.timeLimit(.minutes(1))) func anIndexIsFetchedForTheOneWhoStillWants() async throws {
        let cache = try ObjectCache(root: scratch.path.appending("cache"))
        // No mirror: where the fetching goes on, it fails with a sentence and not as cancelled.
        let mirror = "http://127.0.0.1:9/debian"
        let roots = AptRoots(mirror: mirror, cache: cache.root)
        let index = AptIndex(suite: "sid", architecture: "amd64")
        let lock = cache.root.appending("locks").appending(AptRoot.key(index, mirror: mirror))
        var held = try FileLock.attempt(lock, .exclusive)
        #expect(held != nil)
        let tasks = (0..<2).map { _ in Task { _ = try await roots.current(index) } }
        try await Task.sleep(for: .milliseconds(200))
        tasks[0].cancel()
        await #expect(throws: CancellationError.self) { try await tasks[0].value }
        held = nil
        await #expect(throws: StraitError.self) { try await tasks[1].value }
    }

    /// File systems over a network number their inodes with all 64 bits.
    @Test func aLargeInodeIsANumberLikeAnyOther() {
        var status = stat()
        status.st_ino = .max
        status.st_size = 3
        (status.st_mtim.tv_sec, status.st_ctim.tv_nsec) = (1, 4)
        #expect(TreeIndex.signature(of: status) == "3.1.0.0.4.18446744073709551615.0")
    }
}

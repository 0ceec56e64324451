// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitSystem
import Synchronization
import SystemPackage
import Testing

@testable import StraitImage

/// Counts how often something was made.
private final class Counter: Sendable {
    private let state = Mutex(0)
    var count: Int { state.withLock { $0 } }
    func add() { state.withLock { $0 += 1 } }
}

@Suite struct ObjectCacheTests {
    private let scratch: Scratch
    private let cache: ObjectCache

    init() throws {
        scratch = try Scratch()
        cache = try ObjectCache(root: scratch.path)
    }

    private func spec(
        _ inputs: [String], _ counter: Counter = Counter(), delay: Duration = .zero
    ) async throws -> ObjectSpec {
        ObjectSpec(kind: "thing", inputs: inputs) { target in
            counter.add()
            try await Task.sleep(for: delay)
            try Files.write(inputs.joined(), to: target.appending("content"))
            return ["from": inputs.joined()]
        }
    }

    @Test func sameInputsAreMadeOnceAndOthersAgain() async throws {
        let counter = Counter()
        let first = try await cache.obtain(try await spec(["recipe 1", "package 1"], counter))
        let again = try await cache.obtain(try await spec(["recipe 1", "package 1"], counter))
        #expect(counter.count == 1)
        #expect(first.path == again.path)
        let changed = try await cache.obtain(try await spec(["recipe 2", "package 1"], counter))
        #expect(counter.count == 2)
        #expect(changed.path != first.path)
        #expect(try Files.read(changed.path.appending("content")) == "recipe 2package 1")
        #expect(changed.record.origin == ["from": "recipe 2package 1"])
    }

    @Test func twoBuildsAtOnceBuildOnce() async throws {
        let counter = Counter()
        let waits = Counter()
        let spec = try await spec(["slow"], counter, delay: .milliseconds(300))
        // Caches of their own, as two processes have: they share only the directory.
        let root = scratch.path
        let leases = try await withThrowingTaskGroup(of: Lease.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    let own = try ObjectCache(root: root)
                    return try await own.obtain(spec, onWait: { if $0 { waits.add() } })
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(counter.count == 1)
        #expect(waits.count == 3)
        #expect(Set(leases.map(\.path)).count == 1)
    }

    @Test func whoLosesItsLockAfterABuildHasNoObject() async throws {
        let lost = Mutex<FileLock?>(nil)
        let path = Mutex<FilePath>("")
        let spec = ObjectSpec(kind: "thing", inputs: ["x"]) { _ in
            // The system lets go of an exclusive lock before it takes the shared one: someone else comes just then.
            let file = path.withLock { $0 }
            for name in try Files.names(in: "/proc/self/fd") {
                let open = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(name)")
                guard open == file.string else { continue }
                flock(Int32(name) ?? -1, LOCK_UN)
            }
            let lock = try FileLock.attempt(file, .exclusive)
            lost.withLock { $0 = lock }
            return [:]
        }
        path.withLock { $0 = Files.canonical(scratch.path.appending("locks/\(spec.key)")) }
        let object = scratch.path.appending("objects/\(spec.key)")
        let waited = Counter()
        let lease = try await cache.obtain(
            spec,
            onWait: { _ in
                waited.add()
                lost.withLock { $0 = nil }
            })
        // It waited for the other one, instead of using what that may be about to remove.
        #expect(waited.count == 1)
        #expect(lease.path == object)
        #expect(try cache.prune(keeping: []).isEmpty)
        withExtendedLifetime(lease) {}
    }

    @Test func whatFailedLeavesNothing() async throws {
        let failing = ObjectSpec(kind: "thing", inputs: ["x"]) { target in
            try Files.write("half", to: target.appending("content"))
            throw StraitError(.infrastructure, "the build failed")
        }
        await #expect(throws: StraitError.self) { try await cache.obtain(failing) }
        #expect(try Files.names(in: scratch.path.appending("objects")).isEmpty)
        #expect(try cache.list().isEmpty)
        // The same inputs, made again: the lock was let go of.
        _ = try await cache.obtain(try await spec(["x"]))
    }

    @Test func cancelledBuildLeavesNothing() async throws {
        let slow = try await spec(["x"], delay: .seconds(60))
        let task = Task { try await cache.obtain(slow) }
        try await Task.sleep(for: .milliseconds(100))
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(try Files.names(in: scratch.path.appending("objects")).isEmpty)
    }

    @Test func whatADeadProcessLeftIsNeitherUsedNorKept() async throws {
        let spec = try await spec(["x"])
        let left = scratch.path.appending("objects/.\(spec.key).dead")
        try Files.makeDirectory(left)
        try Files.write("half", to: left.appending("content"))
        #expect(try cache.existing(spec.key) == nil)
        let lease = try await cache.obtain(spec)
        #expect(try Files.read(lease.path.appending("content")) == "x")
        #expect(try Files.names(in: scratch.path.appending("objects")) == [spec.key])
        // Another build may have got past it: it goes even while the object is in use, and what is being made does not.
        try Files.makeDirectory(left)
        let making = scratch.path.appending("locks/thing-1")
        let lock = try FileLock.attempt(making, .exclusive)
        try Files.makeDirectory(scratch.path.appending("objects/.thing-1.alive"))
        try cache.sweep()
        #expect(try Files.names(in: scratch.path.appending("objects")) == [".thing-1.alive", spec.key])
        withExtendedLifetime((lock, lease)) {}
    }

    @Test func pruneKeepsWhatIsNeededAndWhatIsInUse() async throws {
        let needed = try await cache.obtain(try await spec(["needed"])).key
        let idle = try await cache.obtain(try await spec(["idle"])).key
        let used = try await cache.obtain(try await spec(["used"]))
        try Files.makeDirectory(scratch.path.appending("objects/.thing-0.dead"))
        let removed = try cache.prune(keeping: [needed])
        #expect(removed.map(\.key) == [idle])
        #expect(Set(try Files.names(in: scratch.path.appending("objects"))) == [needed, used.key])
        withExtendedLifetime(used) {}
        #expect(try cache.existing(idle) == nil)
        _ = try await cache.obtain(try await spec(["idle"]))
        #expect(Set(try cache.list().map(\.key)) == [needed, used.key, idle])
    }

    @Test(arguments: ["", "{\"kind\": \"thing\"}\n"])
    func objectThatSaysNothingOfItselfIsMadeAnew(_ record: String) async throws {
        let spec = try await spec(["x"])
        let path = try await cache.obtain(spec).path
        try Files.write("lost", to: path.appending("content"))
        try Files.write(record, to: path.appending(ObjectRecord.fileName))
        #expect(try cache.existing(spec.key) == nil)
        #expect(try cache.list().isEmpty)
        #expect(try Files.read(try await cache.obtain(spec).path.appending("content")) == "x")
        try Files.remove(path.appending(ObjectRecord.fileName))
        #expect(try cache.prune(keeping: [spec.key]).isEmpty)
        #expect(try Files.names(in: scratch.path.appending("objects")).isEmpty)
        _ = try await cache.obtain(spec)
        try Files.remove(path.appending(ObjectRecord.fileName))
        #expect(try Files.read(try await cache.obtain(spec).path.appending("content")) == "x")
    }

    @Test func whatAnotherVersionRememberedIsForgotten() async throws {
        let pinStore = try PinStore(cache: scratch.path)
        try pinStore.remember(["a": 1], "kernel", "key")
        #expect(try pinStore.recall([String: Int].self, "kernel", "key") == ["a": 1])
        #expect(try pinStore.recall([PackagePin].self, "kernel", "key") == nil)
        #expect(try pinStore.recall([String: Int].self, "kernel", "other") == nil)
    }

    @Test func indexesAreListedAndPruned() async throws {
        let apt = AptCache(root: scratch.path)
        let pin = KernelPin(
            source: KernelSource(scheme: "debian", reference: "sid"), release: "7.3.4", version: "7.3.4-1",
            compiler: CompilerChoice(suite: "forky", name: "gcc-15"), packages: [:])
        let needed = AptCache.keys(of: pin, for: .aarch64, mirror: "http://m")
        #expect(needed.contains("apt,http___m,sid,arm64") && needed.contains("apt,http___m,trixie,arm64"))
        for name in ["http___m,sid,arm64", "http___m,bookworm,arm64", "http___m,trixie,ppc64el"] {
            try scratch.write("Package: x\n", to: "apt/\(name)/state/lists/x_Packages")
        }
        #expect(try await apt.list().map { $0.origin["suite"] } == ["bookworm", "sid", "trixie"])
        let used = try FileLock.attempt(scratch.path.appending("locks/apt,http___m,trixie,ppc64el"), .shared)
        #expect(try await apt.prune(keeping: needed).map(\.key) == ["apt,http___m,bookworm,arm64"])
        #expect(
            try Files.names(in: scratch.path.appending("apt")) == ["http___m,sid,arm64", "http___m,trixie,ppc64el"])
        withExtendedLifetime(used) {}
    }

    @Test func readOnlyDirectoriesAreRemovedToo() throws {
        try scratch.write("x", to: "tree/below/file")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o555], ofItemAtPath: scratch.path.appending("tree/below").string)
        try Files.remove(scratch.path.appending("tree"))
        #expect(!Files.exists(scratch.path.appending("tree")))
    }
}

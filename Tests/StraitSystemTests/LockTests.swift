// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import Synchronization
import Testing

@testable import StraitSystem

@Suite final class LockTests {
    private let directory = NSTemporaryDirectory() + "strait-lock-\(UUID().uuidString)"
    private var path: String { directory + "/lock" }

    init() throws { try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false) }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    @Test func oneIsExclusiveAndManyAreShared() throws {
        var held = try FileLock.attempt(path, .exclusive)
        #expect(held != nil)
        #expect(try FileLock.attempt(path, .exclusive) == nil && FileLock.attempt(path, .shared) == nil)
        held = nil
        let shared = [try FileLock.attempt(path, .shared), try FileLock.attempt(path, .shared)]
        #expect(shared.allSatisfy { $0 != nil })
        #expect(try FileLock.attempt(path, .exclusive) == nil)
    }

    @Test func anExclusiveOneBecomesShared() throws {
        let held = try #require(try FileLock.attempt(path, .exclusive))
        #expect(try held.share())
        #expect(try FileLock.attempt(path, .shared) != nil)
    }

    @Test func aLockOnAFileThatIsGoneHoldsNothing() throws {
        let held = try #require(try FileLock.attempt(path, .exclusive))
        try FileManager.default.removeItem(atPath: path)
        let next = try FileLock.attempt(path, .exclusive)
        #expect(next != nil)
        #expect(try !held.share())
    }

    @Test func whoeverWaitsGetsItOrTheDeadline() async throws {
        var held = try FileLock.attempt(path, .exclusive)
        let error = await #expect(throws: StraitError.self) {
            try await FileLock.wait(self.path, .shared, deadline: .milliseconds(120))
        }
        #expect(error?.kind == .deadline)
        #expect(error?.cause == "process \(getpid())")
        let path = path
        let task = Task { _ = try await FileLock.wait(path, .exclusive, deadline: .seconds(60)) }
        held = nil
        try await task.value
        #expect(held == nil)
    }

    /// Who lets the lock go needs a thread as well.
    @Test(.timeLimit(.minutes(4))) func noThreadWaitsForALock() async throws {
        var held = try FileLock.attempt(path, .exclusive)
        #expect(held != nil)
        let path = path
        let waiting = (0..<4 * ProcessInfo.processInfo.activeProcessorCount).map { _ in
            Task { _ = try await FileLock.wait(path, .shared, deadline: .seconds(10)) }
        }
        try await Task.sleep(for: .milliseconds(200))
        held = nil
        for task in waiting { try await task.value }
    }

    @Test func aCancelledWaitEnds() async throws {
        let held = try FileLock.attempt(path, .exclusive)
        let path = path
        let task = Task { _ = try await FileLock.wait(path, .exclusive, deadline: .seconds(600)) }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        withExtendedLifetime(held) {}
    }

    @Test func programsThatAreStartedDoNotHoldIt() async throws {
        var held = try FileLock.attempt(path, .exclusive)
        #expect(held != nil)
        // The shell would have the lock file open, and hold the lock beyond this process's end of it.
        async let child = ChildProcess("sh", ["-c", "echo there; sleep 1"]).run(deadline: .seconds(60))
        try await Task.sleep(for: .milliseconds(300))
        held = nil
        #expect(try FileLock.attempt(path, .exclusive) != nil)
        #expect(try await child.succeeded)
    }

    @Test func theHolderIsToldWhereItIs() throws {
        #expect(FileLock.holder(of: path) == nil)
        let held = try FileLock.attempt(path, .exclusive)
        #expect(FileLock.holder(of: path) == "process \(getpid())")
        #expect(FileLock.processes(of: path) == [getpid()])
        withExtendedLifetime(held) {}
    }

    /// What another machine wrote there; what a process of this one left is no holder any more.
    @Test func aHolderOfAnotherMachineIsNamedByIt() throws {
        try Data("4711 farm2".utf8).write(to: URL(fileURLWithPath: path))
        #expect(FileLock.holder(of: path) == "process 4711 on farm2")
        try Data("4711 \(ProcessInfo.processInfo.hostName)".utf8).write(to: URL(fileURLWithPath: path))
        #expect(FileLock.holder(of: path) == nil)
        for text in ["", "x y", "1 2 3", "12 \u{1b}[2J"] {
            try Data(text.utf8).write(to: URL(fileURLWithPath: path))
            #expect(FileLock.holder(of: path).map { !$0.contains("\u{1b}") } ?? true)
        }
    }

    @Test func aPlaceThatCannotBeLockedIsOneSentence() {
        let error = #expect(throws: StraitError.self) { try FileLock.attempt("/nonexistent/lock", .exclusive) }
        #expect(error?.description == "cannot open /nonexistent/lock: there is no such file or directory")
    }

    @Test func aDirectoryIsLockedByAFileInIt() throws {
        var held = try DirectoryLock.attempt(directory)
        #expect(held != nil && DirectoryLock.isHeld(directory))
        #expect(try DirectoryLock.attempt(directory) == nil)
        #expect(try FileLock.attempt("\(directory)/\(DirectoryLock.fileName)", .exclusive) == nil)
        #expect(DirectoryLock.holder(of: directory) == "process \(getpid())")
        held = nil
        #expect(!DirectoryLock.isHeld(directory) && DirectoryLock.holder(of: directory) == nil)
        #expect(try DirectoryLock.attempt(directory) != nil)
    }

    /// As where the file system has no locks on directories.
    @Test func theFileAloneKeepsOut() throws {
        let other = try FileLock.attempt("\(directory)/\(DirectoryLock.fileName)", .exclusive)
        #expect(try DirectoryLock.attempt(directory) == nil && DirectoryLock.isHeld(directory))
        withExtendedLifetime(other) {}
    }

    @Test func anOlderStraitsLockKeepsOut() throws {
        let older = open(directory, O_RDONLY | O_DIRECTORY)
        defer { close(older) }
        #expect(flock(older, LOCK_EX | LOCK_NB) == 0)
        #expect(try DirectoryLock.attempt(directory) == nil && DirectoryLock.isHeld(directory))
        #expect(DirectoryLock.holder(of: directory) == "process \(getpid())")
    }

    /// The kernel's list is longer than the piece that it gives at a time, and this lock is anywhere in it.
    @Test func aLockIsFoundAmongMany() throws {
        let before = try (0..<200).map { try FileLock.attempt("\(directory)/before-\($0)", .exclusive) }
        let older = open(directory, O_RDONLY | O_DIRECTORY)
        defer { close(older) }
        #expect(flock(older, LOCK_EX | LOCK_NB) == 0)
        let held = try #require(try FileLock.attempt(path, .shared))
        let after = try (0..<200).map { try FileLock.attempt("\(directory)/after-\($0)", .exclusive) }
        #expect(FileLock.processes(of: path) == [getpid()] && FileLock.processes(of: directory) == [getpid()])
        #expect(ProcFile.text(of: "/proc/locks")?.split(separator: "\n").count ?? 0 >= 400)
        withExtendedLifetime((before, held, after)) {}
    }

    /// The kernel's list of locks is read in pieces: others that come and go move a lock from one piece to the next, or out of both.
    @Test func aLockIsFoundWhileOthersComeAndGo() throws {
        let (path, directory) = (path, directory)
        let held = try #require(try FileLock.attempt(path, .exclusive))
        let isOver = Atomic(false)
        let ended = DispatchSemaphore(value: 0)
        let others = (0..<2).map { number in
            Thread {
                var locks: [FileLock] = []
                while !isOver.load(ordering: .relaxed) {
                    locks = (0..<150).compactMap { try? FileLock.attempt("\(directory)/\(number)-\($0)", .shared) }
                }
                withExtendedLifetime(locks) {}
                locks = []
                ended.signal()
            }
        }
        for thread in others { thread.start() }
        let missed = (0..<400).count { _ in !FileLock.processes(of: path).contains(getpid()) }
        isOver.store(true, ordering: .relaxed)
        // Others must not move the locks of the next test.
        for _ in others { #expect(ended.wait(timeout: .now() + 60) == .success) }
        #expect(missed == 0)
        withExtendedLifetime(held) {}
    }
}

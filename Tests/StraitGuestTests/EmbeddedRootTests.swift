// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import StraitGuest

/// The numbered directories: one holder each, and what a dead one left is ended.
struct EmbeddedRootTests {
    private let base = "/tmp/strait-test-\(UUID().uuidString.prefix(8))"

    @Test func twoAtTheSameTimeGetOneEachAndTheFirstIsUsedAgain() throws {
        defer { try? FileManager.default.removeItem(atPath: base) }
        var first: EmbeddedRoot? = try EmbeddedRoot.acquire(below: base)
        let second = try EmbeddedRoot.acquire(below: base)
        #expect(first?.path == "\(base)/0")
        #expect(second.path == "\(base)/1")
        first = nil
        #expect(try EmbeddedRoot.acquire(below: base).path == "\(base)/0")
    }

    @Test func whatADeadStraitLeftIsEndedAndNothingElse() throws {
        defer { try? FileManager.default.removeItem(atPath: base) }
        let held = try EmbeddedRoot.acquire(below: base)
        // Two real emulators, without a guest: one in the directory that is held, one in a directory whose strait is dead.
        let living = try emulator(in: held.path)
        try FileManager.default.createDirectory(atPath: "\(base)/1", withIntermediateDirectories: true)
        let dead = try emulator(in: "\(base)/1")
        defer {
            // A child inherits the test runner's blocked signals; this one cannot be blocked.
            kill(living.processIdentifier, SIGKILL)
            living.waitUntilExit()
        }
        let next = try EmbeddedRoot.acquire(below: base)
        #expect(next.path == "\(base)/1")
        dead.waitUntilExit()
        #expect(dead.terminationReason == .uncaughtSignal)
        #expect(living.isRunning)
    }

    /// Whoever watches a process by its connection hears of its end after it is gone, and not before.
    @Test func socketsAreHeldOpenBeyondTheEndOfTheirProcess() throws {
        var ends: [Int32] = [-1, -1]
        try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0)
        defer { close(ends[0]) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sleep")
        process.arguments = ["600"]
        process.standardInput = FileHandle(fileDescriptor: ends[1], closeOnDealloc: false)
        try process.run()
        close(ends[1])
        let held = Processes.duplicatedSockets(of: process.processIdentifier)
        kill(process.processIdentifier, SIGKILL)
        // Dead, and not yet collected. Foundation hears of it by a socket too, so it cannot be asked yet.
        let deadline = Date.now + 30
        while Processes.process(process.processIdentifier) != nil {
            try #require(Date.now < deadline)
            usleep(1_000)
        }
        #expect(!isHungUp(ends[0]))
        for descriptor in held { close(descriptor) }
        process.waitUntilExit()
        #expect(isHungUp(ends[0]))
    }

    private func isHungUp(_ descriptor: Int32) -> Bool {
        var asked = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&asked, 1, 0) == 1 && asked.revents & Int16(POLLHUP) != 0
    }

    private func emulator(in directory: String) throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/qemu-system-x86_64")
        process.arguments = ["-S", "-display", "none", "-nodefaults", "-pidfile", "\(directory)/pid"]
        process.standardError = FileHandle.nullDevice
        try process.run()
        // The pid file says that it has begun; it is there within a second or the test fails.
        let deadline = Date.now + 30
        while !FileManager.default.fileExists(atPath: "\(directory)/pid") {
            try #require(process.isRunning && Date.now < deadline)
            usleep(10_000)
        }
        return process
    }
}

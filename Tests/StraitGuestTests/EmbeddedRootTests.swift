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

    /// What only looks like the directory in a process's arguments: a path that ends in it, and the same path where the process sees another
    /// directory there, as in a container.
    @Test func whatAnotherStraitRunsIsLeftAlone() throws {
        defer { try? FileManager.default.removeItem(atPath: base) }
        let files = FileManager.default
        for directory in ["\(base)/0", "\(base)/srv\(base)/0"] {
            try files.createDirectory(atPath: directory, withIntermediateDirectories: true)
        }
        let longer = try emulator(in: "\(base)/srv\(base)/0")
        let container = try emulator(
            in: "\(base)/0", within: ["bwrap", "--dev-bind", "/", "/", "--tmpfs", base, "--dir", "\(base)/0"])
        let dead = try emulator(in: "\(base)/0")
        let living = Processes.all().filter { $0.isQEMU && $0.mentions(base) && $0.id != dead.processIdentifier }
        try #require(living.count == 2)
        defer {
            for process in living { kill(process.id, SIGKILL) }
            longer.waitUntilExit()
            container.waitUntilExit()
        }
        let root = try EmbeddedRoot.acquire(below: base)
        #expect(root.path == "\(base)/0")
        dead.waitUntilExit()
        // The others would have been killed at the same time, and have had as long to go.
        usleep(200_000)
        #expect(living.allSatisfy { Processes.process($0.id) != nil })
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

    /// An emulator without a guest, which names a directory; started by another program where one is given.
    private func emulator(in directory: String, within starter: [String] = []) throws -> Process {
        let file = "\(directory)/\(UUID().uuidString).pid"
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = starter + ["qemu-system-x86_64", "-S", "-display", "none", "-nodefaults", "-pidfile", file]
        process.standardError = FileHandle.nullDevice
        try process.run()
        // The pid file, where the emulator sees it, says that it has begun; it is there within a second or the test fails.
        let deadline = Date.now + 30
        func hasBegun() -> Bool {
            Processes.all().contains {
                $0.isQEMU && $0.mentions(file) && FileManager.default.fileExists(atPath: "/proc/\($0.id)/root\(file)")
            }
        }
        while !hasBegun() {
            try #require(process.isRunning && Date.now < deadline)
            usleep(10_000)
        }
        return process
    }
}

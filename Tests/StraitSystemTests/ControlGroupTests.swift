// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import StraitSystem

/// What control groups leave a process, read from files as the kernel has them.
@Suite final class ControlGroupTests {
    private let directory = NSTemporaryDirectory() + "strait-cgroup-\(UUID().uuidString)"

    init() throws { try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false) }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    private func write(_ files: [String: String], _ place: String = "") throws {
        let place = "\(directory)/\(place)"
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        for (name, text) in files { try Data("\(text)\n".utf8).write(to: URL(fileURLWithPath: "\(place)/\(name)")) }
    }

    private func group(_ line: String, _ options: String = "cgroup2 cgroup2 rw", root: String = "/") -> ControlGroup? {
        let mounts = """
            23 28 0:21 / /proc rw,nosuid shared:12 - proc proc rw
            30 23 0:26 \(root) \(directory) rw,nosuid shared:4 - \(options)
            """
        return ControlGroup.parse(groups: line + "\n", mounts: mounts).first
    }

    @Test func theNarrowestOfItsAncestorsHolds() throws {
        try write(["cpu.max": "max 100000", "memory.max": "max"])
        try write(
            ["cpu.max": "150000 100000", "memory.max": "8589934592", "memory.current": "1073741824"], "job")
        try write(
            [
                "cpu.max": "400000 100000", "memory.max": "max", "memory.high": "4294967296",
                "memory.current": "1073741824", "memory.stat": "anon 5\ninactive_file 536870912\nactive_file 7",
            ], "job/step")
        let own = try #require(group("0::/job/step"))
        #expect(own.path == "\(directory)/job/step")
        #expect(own.processors == 1.5)
        #expect(own.memory?.limit == 4 << 30 && own.memory?.free == 7 << 29)
        // In a container the root of what is seen is some group of the host's.
        #expect(group("0::/job/step", root: "/job")?.path == "\(directory)/step")
        #expect(group("0::/other", root: "/job") == nil)
        #expect(group("0::/")?.processors == nil && group("0::/")?.memory == nil)
    }

    @Test func versionOneHasOtherWords() throws {
        try write(["cpu.cfs_quota_us": "-1", "cpu.cfs_period_us": "100000"])
        try write(["cpu.cfs_quota_us": "50000", "cpu.cfs_period_us": "100000"], "job")
        #expect(group("4:cpu,cpuacct:/job", "cgroup cgroup rw,cpu,cpuacct")?.processors == 0.5)
        #expect(group("4:cpu,cpuacct:/", "cgroup cgroup rw,cpu,cpuacct")?.processors == nil)
        try write(["memory.limit_in_bytes": "9223372036854771712", "memory.usage_in_bytes": "5"])
        try write(
            [
                "memory.limit_in_bytes": "2147483648", "memory.usage_in_bytes": "1073741824",
                "memory.stat": "inactive_file 1\ntotal_inactive_file 1048576",
            ], "m")
        let memory = group("9:memory:/m", "cgroup cgroup rw,memory")?.memory
        #expect(memory?.limit == 2 << 30 && memory?.free == (1 << 30) + (1 << 20))
        #expect(group("9:memory:/", "cgroup cgroup rw,memory")?.memory == nil)
        // A hierarchy that controls nothing, one that is mounted nowhere, and lines that are none.
        #expect(group("1:name=systemd:/x", "cgroup cgroup rw,xattr,name=systemd")?.processors == nil)
        #expect(group("2:pids:/x", "cgroup cgroup rw,memory") == nil && group("nonsense") == nil)
    }

    @Test func whatCannotBeReadIsNoLimit() throws {
        try write(["cpu.max": "nonsense", "memory.max": "-5", "memory.current": "x"], "job")
        #expect(group("0::/job")?.processors == nil && group("0::/job")?.memory == nil)
        #expect(group("0::/gone")?.processors == nil)
    }

    @Test func theGroupsOfThisProcessAreThere() {
        for group in ControlGroup.own {
            #expect(FileManager.default.fileExists(atPath: group.path + "/cgroup.procs"), "\(group)")
        }
        #expect(ControlGroup.own == ControlGroup.of(getpid()))
        #expect(ControlGroup.takeBack(getpid()).isEmpty, "it is where it is")
    }

    /// A group of the test's own, where the host lets it make one.
    @Test func aProcessThatWasMovedIsTakenBack() async throws {
        let own = ControlGroup.own
        let name = "strait-test-\(getpid())"
        let made = own.map { ControlGroup(controllers: $0.controllers, path: "\($0.path)/\(name)", mount: $0.mount) }
            .filter { mkdir($0.path, 0o755) == 0 }
        defer { for group in made { rmdir(group.path) } }
        try await withChild(["sleep", "60"]) { child in
            // In version 2 a group that has controllers for others takes no process of its own.
            let moved = made.filter { (try? $0.take(child)) != nil }
            #expect(ControlGroup.of(child).filter(moved.contains) == moved)
            #expect(ControlGroup.takeBack(child).isEmpty)
            #expect(ControlGroup.of(child) == own)
        }
    }

    @Test func aProcessHasTheProcessorsThatItWasGiven() async throws {
        let own = try #require(Processors.own)
        let last = try #require(own.numbers.max())
        try await withChild(["taskset", "-c", "\(last)", "sleep", "60"]) { child in
            // It is itself before it is taskset, and taskset before it has done its work.
            for _ in 0..<500 where Processors(of: child)?.numbers != [last] {
                try await Task.sleep(for: .milliseconds(10))
            }
            #expect(Processors(of: child)?.numbers == [last])
        }
        #expect(Processors(of: pid_t.max) == nil)
    }

    private func withChild(_ command: [String], _ body: (pid_t) async throws -> Void) async throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        try process.run()
        defer {
            // SIGTERM would wait: a child of one of Swift's own threads has it blocked, as that thread has.
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }
        try await body(process.processIdentifier)
    }

    @Test func numbersAreAsTheKernelListsThem() {
        #expect(Processors.numbers("\t0-3,8\n") == [0, 1, 2, 3, 8])
        #expect(Processors.numbers("") == [] && Processors.numbers("x-,5-3,-") == [])
        #expect(Processors(numbers: [0, 9, 64]).mask == [1, 2, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0])
    }

    @Test(arguments: [([], 4), ([2.5], 2), ([0.5], 1), ([8], 4), ([3, 2], 2)] as [([Double], Int)])
    func aPartOfAProcessorRunsNoGuest(quotas: [Double], usable: Int) {
        #expect(Processors.usable(Processors(numbers: [0, 1, 5, 7]), quotas) == usable)
        #expect(Processors.usable(Processors(numbers: []), quotas) == 1)
    }
}

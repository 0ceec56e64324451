// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A control group that a process is in (cgroups(7)), in the one hierarchy of version 2, or in one of version 1.
public struct ControlGroup: Sendable, Equatable {
    /// What its hierarchy controls; empty: that of version 2.
    let controllers: [String]
    /// Its directory.
    public let path: String
    /// Where its hierarchy is mounted: the directories from there on are those of its ancestors.
    let mount: String

    /// Those of this process, as far as they can be looked at: one for each hierarchy that is mounted.
    public static var own: [ControlGroup] { of(getpid()) }

    /// Those of a process; none where it is gone.
    static func of(_ process: pid_t) -> [ControlGroup] {
        func text(_ name: String) -> String {
            ProcFile.text(of: "/proc/\(process)/\(name)") ?? ""
        }
        // This process's mounts: it is this process that looks.
        let mounts = ProcFile.text(of: "/proc/self/mountinfo") ?? ""
        return parse(groups: text("cgroup"), mounts: mounts)
    }

    /// From the two files of /proc: "ID:CONTROLLERS:PATH" and proc_pid_mountinfo(5).
    static func parse(groups: String, mounts: String) -> [ControlGroup] {
        let known = mounts.split(separator: "\n").compactMap(Mount.init)
        return groups.split(separator: "\n").compactMap { line in
            let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
            guard fields.count == 3 else { return nil }
            let controllers = fields[1].split(separator: ",").map(String.init)
            guard let mount = known.first(where: { $0.has(controllers) }), let below = mount.below(fields[2]) else {
                return nil
            }
            return ControlGroup(controllers: controllers, path: mount.point + below, mount: mount.point)
        }
    }

    /// How many processors' time it and its ancestors leave it; nil: all there is.
    var processors: Double? {
        guard controllers.isEmpty || controllers.contains("cpu") else { return nil }
        return directories.compactMap { Self.processors(in: $0) }.min()
    }

    /// How much memory it and its ancestors leave it, in bytes, and how much of that is still free: what its files hold
    /// in the page cache is given up for it. Nil: all there is.
    public var memory: (limit: Int, free: Int)? {
        guard controllers.isEmpty || controllers.contains("memory") else { return nil }
        let all = directories.compactMap { Self.memory(in: $0) }
        guard let limit = all.map(\.limit).min(), let free = all.map(\.free).min() else { return nil }
        return (limit, free)
    }

    /// Takes a process into it, where it is in another one. Errors: what the system says.
    func take(_ process: pid_t) throws {
        let file = "\(path)/cgroup.procs"
        let descriptor = open(file, O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SystemError.of(errno, "write", file) }
        defer { close(descriptor) }
        if let trouble = Output.write(Array("\(process)".utf8)[...], to: descriptor) {
            throw SystemError.of(trouble, "write", file)
        }
    }

    /// Its own directory, and those of its ancestors.
    private var directories: [String] {
        var all = [path]
        while let last = all.last, last.count > mount.count, let slash = last.lastIndex(of: "/") {
            all.append(String(last[..<slash]))
        }
        return all
    }

    /// "QUOTA PERIOD" or "max PERIOD" in version 2; a quota of -1 in version 1.
    private static func processors(in directory: String) -> Double? {
        let words = content("cpu.max", directory)?.split(separator: " ").map(String.init)
        let quota = words?.first ?? content("cpu.cfs_quota_us", directory)
        let period = words?.last ?? content("cpu.cfs_period_us", directory)
        guard let quota = quota.flatMap(Double.init), let period = period.flatMap(Double.init), quota > 0, period > 0
        else { return nil }
        return quota / period
    }

    private static func memory(in directory: String) -> (limit: Int, free: Int)? {
        func number(_ names: String...) -> Int? {
            names.lazy.compactMap { content($0, directory).flatMap { Int($0) } }.first
        }
        // Beyond memory.high a group is slowed down until it gives some up.
        let limits = [number("memory.max"), number("memory.high"), number("memory.limit_in_bytes")].compactMap(\.self)
        // Version 1 has no word for "no limit" but a number that no machine has.
        guard let limit = limits.min(), limit < 1 << 60,
            let used = number("memory.current", "memory.usage_in_bytes")
        else { return nil }
        let statistics =
            content("memory.stat", directory)?.split(separator: "\n").map { $0.split(separator: " ") } ?? []
        // Version 1 has the sum with its descendants under another name.
        let cache = ["total_inactive_file", "inactive_file"].lazy.compactMap { name in
            statistics.first { $0.first == Substring(name) }?.last.flatMap { Int($0) }
        }.first
        return (limit, max(0, limit - used + min(cache ?? 0, used)))
    }

    private static func content(_ name: String, _ directory: String) -> String? {
        // The root of a hierarchy has none of them, and a group only those of its controllers.
        (try? String(contentsOfFile: "\(directory)/\(name)", encoding: .utf8))?
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// A hierarchy that is mounted.
    private struct Mount {
        /// The group that is seen at the mount point.
        let root: String
        let point: String
        let isUnified: Bool
        /// Those of a hierarchy of version 1, `name=NAME` for one that controls nothing.
        let controllers: Set<String>

        /// "ID PARENT MAJOR:MINOR ROOT POINT OPTIONS … - TYPE SOURCE OPTIONS".
        init?(_ line: Substring) {
            let fields = line.split(separator: " ").map(String.init)
            guard let dash = fields.firstIndex(of: "-"), dash >= 6, fields.count > dash + 3,
                ["cgroup", "cgroup2"].contains(fields[dash + 1])
            else { return nil }
            (root, point) = (fields[3], fields[4])
            isUnified = fields[dash + 1] == "cgroup2"
            controllers = isUnified ? [] : Set(fields[dash + 3].split(separator: ",").map(String.init))
        }

        func has(_ names: [String]) -> Bool {
            names.isEmpty ? isUnified : !isUnified && controllers.isSuperset(of: names)
        }

        /// What follows the mount point in the path of a group's directory; nil for one that is not seen there.
        func below(_ path: String) -> String? {
            guard root != "/" else { return path == "/" ? "" : path }
            guard path == root || path.hasPrefix(root + "/") else { return nil }
            return String(path.dropFirst(root.count))
        }
    }
}

extension ControlGroup {
    /// Takes a process into the groups of this one, wherever something else has put it into others. What cannot be done
    /// there leaves it where it is; the reasons.
    public static func takeBack(_ process: pid_t) -> [String] {
        let theirs = of(process)
        return own.filter { !theirs.contains($0) }.compactMap { group in
            do {
                try group.take(process)
                return nil
            } catch {
                return "\(error)"
            }
        }
    }
}

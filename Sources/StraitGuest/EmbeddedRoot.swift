// SPDX-License-Identifier: Apache-2.0

import CLibvirt
import Foundation
import StraitModel
import StraitSystem

/// A directory for libvirt's embedded driver, held by one process at a time.
///
/// The embedded driver refuses a second process on its directory and probes every emulator anew in a fresh one. So strait keeps a
/// few numbered ones and locks the first that is free: two straits at the same time get one each, and the probing is paid once.
/// Whoever holds the lock knows that anything still running in the directory belongs to a strait that is dead.
final class EmbeddedRoot: Sendable {
    let path: String
    private let lock: FileLock

    /// More than anyone runs on one host at the same time; a bound so that a broken file system cannot make the search endless.
    private static let slots = 0..<64

    /// Takes the first free directory below `base`, made where it is missing, and ends the guests that a dead strait left in any.
    static func acquire(below base: String) throws -> EmbeddedRoot {
        try createDirectory(base)
        var acquired: EmbeddedRoot?
        for slot in slots {
            let path = "\(base)/\(slot)"
            // Beyond the first free slot only those that were used before can hold something to reap.
            if acquired != nil, !FileManager.default.fileExists(atPath: path) { break }
            guard let root = try EmbeddedRoot(locking: path) else { continue }
            root.reap()
            if acquired == nil {
                try root.configure()
                root.adoptCapabilities(from: slots.map { "\(base)/\($0)" })
                acquired = root
            }
        }
        guard let acquired else {
            throw StraitError(
                .infrastructure, "all \(slots.count) of strait's libvirt directories in \(base) are in use")
        }
        return acquired
    }

    /// Nil when another process holds it.
    private init?(locking path: String) throws {
        self.path = path
        try Self.createDirectory(path)
        guard let lock = try FileLock.attempt("\(path)/lock", .exclusive, permissions: 0o600) else { return nil }
        self.lock = lock
    }

    /// The connection's address.
    var uri: String {
        // Every character that means something in a query is escaped; the driver gets the path back as it is.
        let allowed = CharacterSet.alphanumerics.union(CharacterSet(charactersIn: "/-._~"))
        return "qemu:///embed?root=" + (path.addingPercentEncoding(withAllowedCharacters: allowed) ?? path)
    }

    /// The process of a domain's QEMU; nil where the domain has just ended, and there is nobody left to know.
    func process(of domain: String) -> pid_t? { Self.process("\(path)/run/qemu/\(domain).pid") }

    private static func process(_ file: String) -> pid_t? {
        guard let text = try? String(contentsOfFile: file, encoding: .utf8) else { return nil }
        return pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines))
    }

    /// Ends a domain's QEMU, if it is there, and waits until it has been collected. Whoever calls it still has libvirt take the domain
    /// apart.
    ///
    /// libvirt asks a process to end first, and looks only every 200 ms whether it has (`virProcessKillPainfullyDelay`): the whole
    /// of that would be added to every guest, for a process that has nothing to put in order. It begins as soon as QEMU's monitor is
    /// closed, which is a moment before the process is gone; so the monitor is held open for that long.
    func endQEMU(of domain: String) {
        guard let id = process(of: domain), Processes.process(id)?.mentions(domain) == true else { return }
        let held = Processes.duplicatedSockets(of: id)
        defer { for descriptor in held { close(descriptor) } }
        kill(id, SIGKILL)
        // Where it takes longer, libvirt's own way of ending it follows.
        let deadline = GuestClock.now + .milliseconds(500)
        while kill(id, 0) == 0, GuestClock.now < deadline { usleep(1_000) }
    }

    /// The last lines that QEMU wrote for a domain: its own words on why it ended.
    func qemuLog(of domain: String) -> String? {
        guard let text = try? String(contentsOfFile: "\(path)/log/qemu/\(domain).log", encoding: .utf8) else {
            return nil  // No log: QEMU was never started.
        }
        // Neither libvirt's own lines (the command, a taint, the end) nor how it ends QEMU say why a guest is gone.
        let noise = [
            "shutting down, reason=", "LC_ALL=", "is tainted:", "char device redirected", "terminating on signal",
        ]
        let words = text.split(separator: "\n").suffix(4).filter { line in
            !line.hasPrefix("-") && !line.hasSuffix(" \\") && !noise.contains { line.contains($0) }
        }
        return words.isEmpty ? nil : words.joined(separator: " ")
    }

    /// As root, libvirt would drop QEMU's rights to a user who may not read strait's files, and its log daemon does not run here:
    /// without this the probing of the emulators hangs for ever.
    private func configure() throws {
        guard getuid() == 0 else { return }
        try Self.createDirectory("\(path)/etc")
        let text = """
            user = "root"
            group = "root"
            dynamic_ownership = 0
            remember_owner = 0
            security_driver = "none"
            stdio_handler = "file"

            """
        try WholeFile.write(text, to: "\(path)/etc/qemu.conf")
    }

    /// Takes over what libvirt found out about the emulators in another directory. It checks each record against the emulator
    /// before it uses it, so a stale one costs nothing but the probing that it would have saved.
    private func adoptCapabilities(from directories: [String]) {
        let files = FileManager.default
        let name = "cache/qemu/capabilities"
        guard !files.fileExists(atPath: "\(path)/\(name)"),
            let donor = directories.first(where: { files.fileExists(atPath: "\($0)/\(name)") })
        else { return }
        // Only time is lost where this does not work: libvirt then probes for itself.
        try? files.createDirectory(atPath: "\(path)/cache/qemu", withIntermediateDirectories: true)
        try? files.copyItem(atPath: "\(donor)/\(name)", toPath: "\(path)/\(name)")
    }

    /// Ends every QEMU that has its files in this directory: those of a dead strait. libvirt's records of them go too, so that it does
    /// not look for them again.
    private func reap() {
        for process in Processes.all() where process.isQEMU && process.hasFiles(in: path) {
            kill(process.id, SIGKILL)
        }
        for directory in ["run/qemu", "lib/qemu/channel"] {
            // What cannot be removed is what was never made; libvirt makes both anew.
            try? FileManager.default.removeItem(atPath: "\(path)/\(directory)")
        }
        // The logs name domains of old; nobody looks there for the past.
        try? FileManager.default.removeItem(atPath: "\(path)/log/qemu")
    }

    private static func createDirectory(_ path: String) throws {
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw StraitError(
                .infrastructure, "cannot make the directory \(path)", cause: "\(error.localizedDescription)")
        }
    }
}

/// The host's processes, as `/proc` shows them.
enum Processes {
    struct Process {
        let id: pid_t
        let arguments: [String]

        var isQEMU: Bool { arguments.first?.split(separator: "/").last?.hasPrefix("qemu-system-") ?? false }

        func mentions(_ text: String) -> Bool { arguments.contains { $0.contains(text) } }

        /// Whether an argument names a file in a directory, and the process sees that very directory there: in a container the same path is
        /// another one, and its processes stand in the host's `/proc` with their own paths.
        func hasFiles(in directory: String) -> Bool {
            guard names("\(directory)/") else { return false }
            // A link in the path would be followed from this process's root, and not from that one's.
            guard let real = realpath(directory, nil) else { return false }
            defer { free(real) }
            let own = Self.identity(of: String(cString: real))
            return own != nil && own == Self.identity(of: "/proc/\(id)/root\(String(cString: real))")
        }

        /// Whether an argument has a path in it that begins so: `path=/…`, `unix:/…`, or in JSON `"file":"/…"`. In the middle of a path it is
        /// another one.
        private func names(_ path: String) -> Bool {
            arguments.contains { argument in
                argument.ranges(of: path).contains { range in
                    range.lowerBound == argument.startIndex
                        || "=:\"".contains(argument[argument.index(before: range.lowerBound)])
                }
            }
        }

        /// What a directory is, whatever it is called; nil for one that is not there or may not be looked at.
        private static func identity(of directory: String) -> [UInt64]? {
            var status = stat()
            return stat(directory, &status) == 0 ? [UInt64(status.st_dev), UInt64(status.st_ino)] : nil
        }
    }

    static func all() -> [Process] {
        // An unreadable /proc means that nothing can be found, and a process that ends while it is read is no longer of interest.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap { pid_t($0).flatMap(process) }
    }

    /// The sockets of a process, also this one's now; none where the host does not allow that.
    static func duplicatedSockets(of id: pid_t) -> [Int32] {
        let process = strait_pidfd_open(id)
        guard process >= 0 else { return [] }
        defer { close(process) }
        let directory = "/proc/\(id)/fd"
        let files = FileManager.default
        // What is closed meanwhile is no longer of interest.
        return ((try? files.contentsOfDirectory(atPath: directory)) ?? []).compactMap { name in
            guard let number = Int32(name),
                (try? files.destinationOfSymbolicLink(atPath: "\(directory)/\(name)"))?.hasPrefix("socket:") == true
            else { return nil }
            let descriptor = strait_pidfd_getfd(process, number)
            return descriptor >= 0 ? descriptor : nil
        }
    }

    /// Children of this process, QEMUs, that have ended and that nobody has collected, of those that had detached themselves: one that
    /// was started here for its answer is in this process's session, and its starter's to collect.
    static func detachedQEMUs() -> Set<pid_t> {
        let (own, session) = (getpid(), getsid(0))
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return Set(
            names.compactMap { pid_t($0) }.filter { id in
                // "PID (name) state parent group session …" (proc_pid_stat(5)).
                guard let data = FileManager.default.contents(atPath: "/proc/\(id)/stat") else { return false }
                let parts = String(decoding: data, as: UTF8.self).split(separator: "(", maxSplits: 1)
                guard parts.count == 2, parts[1].hasPrefix("qemu-system-") else { return false }
                let fields = parts[1].split(separator: ")").last?.split(separator: " ") ?? []
                return fields.count > 3 && fields[0] == "Z" && pid_t(fields[1]) == own && pid_t(fields[3]) != session
            })
    }

    /// The process of that number; nil where there is none any more, and for the kernel's own, which have no arguments.
    static func process(_ id: pid_t) -> Process? {
        guard let data = FileManager.default.contents(atPath: "/proc/\(id)/cmdline"), !data.isEmpty else { return nil }
        return Process(id: id, arguments: data.split(separator: 0).map { String(decoding: $0, as: UTF8.self) })
    }
}

// SPDX-License-Identifier: Apache-2.0

import CLibvirt
import Foundation
import StraitModel
import StraitSystem

/// A directory for libvirt's embedded driver, used by one process at a time.
///
/// The embedded driver refuses a second process on its directory and probes all emulators again in a new one. So strait
/// keeps numbered directories and locks the first free one: two processes get one each, and probing happens once. The
/// holder of the lock knows that anything still running in the directory belongs to a dead process.
final class EmbeddedRoot: Sendable {
    let path: String
    private let lock: FileLock

    /// More than anyone runs at once on one host; the limit ends the search on a broken file system.
    private static let slots = 0..<64

    /// Takes the first free directory below `base`, creating it if necessary, and ends guests that dead processes left
    /// in any of them.
    static func acquire(below base: String) throws -> EmbeddedRoot {
        try createDirectory(base)
        var acquired: EmbeddedRoot?
        for slot in slots {
            let path = "\(base)/\(slot)"
            // After the first free directory only existing ones can have guests left.
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

    /// Nil if another process holds it.
    private init?(locking path: String) throws {
        self.path = path
        try Self.createDirectory(path)
        guard let lock = try FileLock.attempt("\(path)/lock", .exclusive, permissions: 0o600) else { return nil }
        self.lock = lock
    }

    /// The URI of the connection.
    var uri: String {
        // All characters with a meaning in a query are escaped.
        let allowed = CharacterSet.alphanumerics.union(CharacterSet(charactersIn: "/-._~"))
        return "qemu:///embed?root=" + (path.addingPercentEncoding(withAllowedCharacters: allowed) ?? path)
    }

    /// The process of a domain's QEMU; nil if it has ended.
    func process(of domain: String) -> pid_t? { Self.process("\(path)/run/qemu/\(domain).pid") }

    private static func process(_ file: String) -> pid_t? {
        guard let text = try? String(contentsOfFile: file, encoding: .utf8) else { return nil }
        return pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines))
    }

    /// Gives the QEMU of a domain that is still paused the processors and the control groups of this process: libvirt
    /// lets it run on every processor (`qemuProcessInitCpuAffinity`), and a systemd-machined moves it to its own
    /// groups.
    func confine(_ domain: String) {
        guard let id = process(of: domain) else { return }
        if let own = Processors.own {
            // A thread that is made meanwhile has the processors of the thread that makes it.
            for thread in ThreadPriority.threads(of: id) { _ = strait_set_affinity(thread, own.mask, own.mask.count) }
        }
        for reason in ControlGroup.takeBack(id) {
            Log.libvirt.warning("\(domain) is outside of a control group: \(reason)")
        }
    }

    /// Ends a domain's QEMU, if it runs, and waits until it has been collected. The caller still has to let libvirt
    /// remove the domain.
    ///
    /// libvirt asks a process to end and checks only every 200 ms whether it has (`virProcessKillPainfullyDelay`),
    /// which would be added to every guest. libvirt starts with that when QEMU's monitor is closed, a moment before the
    /// process is gone, so the monitor is held open until then.
    func endQEMU(of domain: String) {
        guard let id = process(of: domain), Processes.process(id)?.mentions(domain) == true else { return }
        let held = Processes.duplicatedSockets(of: id)
        defer { for descriptor in held { close(descriptor) } }
        kill(id, SIGKILL)
        // If it takes longer, libvirt's own way of ending it follows.
        let deadline = GuestClock.now + .milliseconds(500)
        while kill(id, 0) == 0, GuestClock.now < deadline { usleep(1_000) }
    }

    /// QEMU's last lines for a domain: its own reason for ending.
    func qemuLog(of domain: String) -> String? {
        guard let text = try? String(contentsOfFile: "\(path)/log/qemu/\(domain).log", encoding: .utf8) else {
            return nil  // No log: QEMU was never started.
        }
        // libvirt's own lines (the command, a taint, the end) and QEMU's message about its signal do not say why a
        // guest ended.
        let noise = [
            "shutting down, reason=", "LC_ALL=", "is tainted:", "char device redirected", "terminating on signal",
        ]
        let words = text.split(separator: "\n").suffix(4).filter { line in
            !line.hasPrefix("-") && !line.hasSuffix(" \\") && !noise.contains { line.contains($0) }
        }
        return words.isEmpty ? nil : words.joined(separator: " ")
    }

    /// As root, libvirt would by default run QEMU as a user who cannot read strait's files, and in control groups of
    /// its own, outside of the limits of strait's. And it would wait for `virtlogd`, which does not run here, so that
    /// probing the emulators would hang.
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
            cgroup_controllers = [ ]

            """
        try WholeFile.write(text, to: "\(path)/etc/qemu.conf")
    }

    /// Copies what libvirt knows about the emulators from another directory. libvirt checks each record before it uses
    /// it, so an outdated one does no harm.
    private func adoptCapabilities(from directories: [String]) {
        let files = FileManager.default
        let name = "cache/qemu/capabilities"
        guard !files.fileExists(atPath: "\(path)/\(name)"),
            let donor = directories.first(where: { files.fileExists(atPath: "\($0)/\(name)") })
        else { return }
        // If this fails, libvirt probes the emulators again, which only costs time.
        try? files.createDirectory(atPath: "\(path)/cache/qemu", withIntermediateDirectories: true)
        try? files.copyItem(atPath: "\(donor)/\(name)", toPath: "\(path)/\(name)")
    }

    /// Ends every QEMU that has its files in this directory: those of a dead process. libvirt's records of them are
    /// removed too, so that it does not look for them.
    private func reap() {
        for process in Processes.all() where process.isQEMU && process.hasFiles(in: path) {
            kill(process.id, SIGKILL)
        }
        for directory in ["run/qemu", "lib/qemu/channel"] {
            // What cannot be removed does not exist; libvirt creates both again.
            try? FileManager.default.removeItem(atPath: "\(path)/\(directory)")
        }
        // The logs belong to old domains, and nobody needs them.
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

/// The host's processes, from `/proc`.
enum Processes {
    struct Process {
        let id: pid_t
        let arguments: [String]

        var isQEMU: Bool { arguments.first?.split(separator: "/").last?.hasPrefix("qemu-system-") ?? false }

        func mentions(_ text: String) -> Bool { arguments.contains { $0.contains(text) } }

        /// Whether an argument names a file in a directory, and the process sees the same directory there. In a
        /// container the same path is another directory, and its processes are in the host's `/proc` with their own
        /// paths.
        func hasFiles(in directory: String) -> Bool {
            guard names("\(directory)/") else { return false }
            // Links in the path must not be followed from this process's root.
            guard let real = realpath(directory, nil) else { return false }
            defer { free(real) }
            let own = Self.identity(of: String(cString: real))
            return own != nil && own == Self.identity(of: "/proc/\(id)/root\(String(cString: real))")
        }

        /// Whether an argument contains a path that begins with `path`: `path=/…`, `unix:/…`, or in JSON `"file":"/…"`.
        /// In the middle of another path it does not count.
        private func names(_ path: String) -> Bool {
            arguments.contains { argument in
                argument.ranges(of: path).contains { range in
                    range.lowerBound == argument.startIndex
                        || "=:\"".contains(argument[argument.index(before: range.lowerBound)])
                }
            }
        }

        /// The device and inode of a directory; nil if it does not exist or cannot be read.
        private static func identity(of directory: String) -> [UInt64]? {
            var status = stat()
            return stat(directory, &status) == 0 ? [UInt64(status.st_dev), UInt64(status.st_ino)] : nil
        }
    }

    static func all() -> [Process] {
        // If /proc is unreadable nothing can be found; a process that ends meanwhile does not matter.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap { pid_t($0).flatMap(process) }
    }

    /// The open sockets of a process, duplicated into this one; empty if the host does not allow that.
    static func duplicatedSockets(of id: pid_t) -> [Int32] {
        let process = strait_pidfd_open(id)
        guard process >= 0 else { return [] }
        defer { close(process) }
        let directory = "/proc/\(id)/fd"
        let files = FileManager.default
        // A descriptor that was closed meanwhile does not matter.
        return ((try? files.contentsOfDirectory(atPath: directory)) ?? []).compactMap { name in
            guard let number = Int32(name),
                (try? files.destinationOfSymbolicLink(atPath: "\(directory)/\(name)"))?.hasPrefix("socket:") == true
            else { return nil }
            let descriptor = strait_pidfd_getfd(process, number)
            return descriptor >= 0 ? descriptor : nil
        }
    }

    /// Ended QEMUs among this process's children that nobody has collected, if they run in a session of their own. A
    /// QEMU in this process's session was started to query it, and is collected by its starter.
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

    /// The process of a number; nil if it has ended, and for kernel threads, which have no arguments.
    static func process(_ id: pid_t) -> Process? {
        guard let data = ProcFile.content(of: "/proc/\(id)/cmdline"), !data.isEmpty else { return nil }
        return Process(id: id, arguments: data.split(separator: 0).map { String(decoding: $0, as: UTF8.self) })
    }
}

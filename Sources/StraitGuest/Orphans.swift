// SPDX-License-Identifier: Apache-2.0

import CLibvirt
import Foundation
import Synchronization

/// The embedded driver's QEMUs detach themselves, so they would become init's children. libvirt waits for each to vanish when it ends
/// a guest, and in a container an init that is slow to collect its children makes that more than a second a guest. So strait
/// collects them itself (prctl(2), PR_SET_CHILD_SUBREAPER).
enum Orphans {
    /// Whether this process gets what its descendants leave behind; asked for once.
    private static let areOurs: Bool = strait_become_subreaper() == 0

    /// Must come before the first guest is started.
    static func claim() { _ = areOurs }

    /// Runs a body in which libvirt starts processes, and collects those when they end: already while the body runs, since libvirt waits
    /// for a QEMU that it has ended to vanish, for 40 s (`virProcessKillPainfully`). `processes` tells which they are; what is alive
    /// after the body is collected at its end. Only ever those: other children belong to whoever started them.
    static func collecting<Value>(
        _ processes: @escaping @Sendable () -> Set<pid_t>, _ body: () throws -> Value
    ) rethrows -> Value {
        guard areOurs else { return try body() }
        let isOver = Flag()
        defer { isOver.raise() }
        Thread.detachNewThread {
            var known: Set<pid_t> = []
            // libvirt has no event for it.
            while !isOver.isRaised {
                // While libvirt starts one it is another's child, and kept for later.
                known = known.union(processes()).filter { !collect($0, WNOHANG) }
                usleep(10_000)
            }
            for process in known.union(processes()) { _ = collect(process, 0) }
        }
        return try body()
    }

    /// Whether the process was this one's child, and has ended.
    private static func collect(_ process: pid_t, _ options: Int32) -> Bool {
        var status: Int32 = 0
        while true {
            let found = waitpid(process, &status, options)
            if found >= 0 || errno != EINTR { return found == process }
        }
    }

    private final class Flag: Sendable {
        private let value = Atomic(false)
        var isRaised: Bool { value.load(ordering: .acquiring) }
        func raise() { value.store(true, ordering: .releasing) }
    }
}

// SPDX-License-Identifier: Apache-2.0

import CLibvirt
import Foundation
import Synchronization

/// Collects the QEMUs of the embedded driver. They detach themselves and would become children of init. libvirt waits
/// for each to vanish, and in a container a slow init adds more than a second per guest. So strait becomes their parent
/// (prctl(2), PR_SET_CHILD_SUBREAPER).
enum Orphans {
    /// Whether this process adopts its orphaned descendants; set once.
    private static let areOurs: Bool = strait_become_subreaper() == 0

    /// Must be called before the first guest starts.
    static func claim() { _ = areOurs }

    /// Runs a body in which libvirt starts processes, and collects these when they end. It does so while the body still
    /// runs, because libvirt waits up to 40 s for a QEMU that it has ended to vanish (`virProcessKillPainfully`).
    /// `processes` names them; after the body this waits for the rest. Other children are left to whoever started them.
    static func collecting<Value>(
        _ processes: @escaping @Sendable () -> Set<pid_t>, _ body: () throws -> Value
    ) rethrows -> Value {
        guard areOurs else { return try body() }
        let isOver = Flag()
        defer { isOver.raise() }
        Thread.detachNewThread {
            var known: Set<pid_t> = []
            // libvirt has no event for this.
            while !isOver.isRaised {
                // While libvirt is starting it, it is the child of another process, so it is tried again.
                known = known.union(processes()).filter { !collect($0, WNOHANG) }
                usleep(10_000)
            }
            for process in known.union(processes()) { _ = collect(process, 0) }
        }
        return try body()
    }

    /// Whether the process was a child of this one and has ended.
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

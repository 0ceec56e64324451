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

    /// Runs a body that starts a process, and collects that process when it ends: already while the body runs, since libvirt waits for
    /// a QEMU that fails to start to vanish, for minutes. `process` tells which one it is as soon as that is known. Only ever that
    /// one: other children belong to whoever started them.
    static func collecting<Value>(
        _ process: @escaping @Sendable () -> pid_t?, _ body: () throws -> Value
    ) rethrows -> Value {
        guard areOurs else { return try body() }
        let started = Flag()
        defer { started.raise() }
        Thread.detachNewThread {
            // libvirt has no event for it.
            while true {
                let isLast = started.isRaised
                if let found = process(), collect(found) { return }
                if isLast { return }
                usleep(10_000)
            }
        }
        return try body()
    }

    /// Whether the process was this one's child, and has ended. While libvirt starts it, it is another's.
    private static func collect(_ process: pid_t) -> Bool {
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 {
            guard errno == EINTR else { return false }
        }
        return true
    }

    private final class Flag: Sendable {
        private let value = Atomic(false)
        var isRaised: Bool { value.load(ordering: .acquiring) }
        func raise() { value.store(true, ordering: .releasing) }
    }
}

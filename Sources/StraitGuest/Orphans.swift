// SPDX-License-Identifier: Apache-2.0

import CLibvirt
import Foundation

/// The embedded driver's QEMUs detach themselves, so they would become init's children. libvirt waits for each to vanish when it ends
/// a guest, and in a container an init that is slow to collect its children makes that more than a second a guest. So strait
/// collects them itself (prctl(2), PR_SET_CHILD_SUBREAPER).
enum Orphans {
    /// Whether this process gets what its descendants leave behind; asked for once.
    private static let areOurs: Bool = strait_become_subreaper() == 0

    /// Must come before the first guest is started.
    static func claim() { _ = areOurs }

    /// Collects the process when it ends. Only ever that one: other children belong to whoever started them.
    static func collect(_ process: pid_t) {
        guard areOurs else { return }
        Thread.detachNewThread {
            var status: Int32 = 0
            // Anything but an interruption means that it is collected, or is not ours.
            while waitpid(process, &status, 0) < 0, errno == EINTR {}
        }
    }
}

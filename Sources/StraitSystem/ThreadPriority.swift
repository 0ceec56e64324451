// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The priority that this process was given (`nice`), for what it starts.
///
/// On Linux each thread has a priority of its own, and hands it on. libdispatch sets that of each of its threads by the
/// class of the queue, whatever the process was started with: 0 for the default one (`_dispatch_worker_thread` in its
/// `src/queue.c`, since Swift 6.1). Root may raise a priority, so there `nice strait …` compiled and booted at 0.
public enum ThreadPriority {
    /// Gives every thread of this process the process's own priority; before something is started. `renice` of a
    /// running strait then holds for what it starts from there on. An ordinary user may not raise a priority: a thread
    /// that has a lower one keeps it.
    public static func restore() {
        guard let own = value(of: getpid()) else { return }
        // A thread that ends meanwhile needs no priority.
        for thread in threads(of: getpid()) where value(of: thread) != own {
            setpriority(kind, id_t(thread), own)
        }
    }

    /// The threads of a process; none where it is gone.
    public static func threads(of process: pid_t) -> [pid_t] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task")) ?? []
        return names.compactMap { pid_t($0) }
    }

    /// The nice value of a thread, and of a process that of its first thread, which libdispatch leaves alone; nil where
    /// it is gone.
    static func value(of thread: pid_t) -> Int32? {
        // -1 is a priority, too.
        errno = 0
        let value = getpriority(kind, id_t(thread))
        return errno == 0 ? value : nil
    }

    private static let kind = __priority_which_t(PRIO_PROCESS.rawValue)
}

// SPDX-License-Identifier: Apache-2.0

import Dispatch

/// Runs one session's jobs on one dispatch queue: libssh's sessions are not thread-safe, and their cryptography does not belong
/// on Swift's cooperative threads.
final class QueueExecutor: SerialExecutor {
    let queue: DispatchQueue

    init(label: String) { queue = DispatchQueue(label: label) }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }

    /// Lets handlers of the queue enter the actor without a hop, and traps on any other thread.
    func checkIsolated() { dispatchPrecondition(condition: .onQueue(queue)) }
}

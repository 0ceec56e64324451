// SPDX-License-Identifier: Apache-2.0

import Dispatch

/// Runs one session's jobs on one dispatch queue: libssh's sessions are not thread-safe, and their cryptography would
/// block Swift's cooperative threads.
final class QueueExecutor: SerialExecutor {
    let queue: DispatchQueue

    init(label: String) { queue = DispatchQueue(label: label) }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }

    /// Lets handlers of the queue enter the actor directly; traps on any other thread.
    func checkIsolated() { dispatchPrecondition(condition: .onQueue(queue)) }
}

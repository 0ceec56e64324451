// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization

/// Whether a body that may block for ever is over before `limit`. It has a thread of its own, which stays where it blocks: whoever gets
/// false has to end what it waits for.
package func isOver(within limit: Duration, _ body: @escaping @Sendable () -> Void) async -> Bool {
    let isDone = Flag()
    Thread.detachNewThread {
        body()
        isDone.raise()
    }
    return await isTrue(within: limit) { isDone.isRaised }
}

/// Whether something is true before `limit` has passed; looks again and again without holding a thread.
package func isTrue(within limit: Duration, _ condition: () throws -> Bool) async rethrows -> Bool {
    let end = ContinuousClock.now + limit
    while try !condition() {
        guard ContinuousClock.now < end else { return false }
        // Whoever is cancelled, by the time limit of a test, does not wait.
        guard (try? await Task.sleep(for: .milliseconds(5))) != nil else { return false }
    }
    return true
}

/// A thing that happens once.
package final class Flag: Sendable {
    private let value = Atomic(false)

    /// Nothing has happened.
    package init() {}

    /// Whether it has happened.
    package var isRaised: Bool { value.load(ordering: .acquiring) }

    /// It happens.
    package func raise() { value.store(true, ordering: .releasing) }
}

/// Values that come from anywhere, in the order of their coming.
package final class Collected<Value: Sendable>: Sendable {
    private let values = Mutex<[Value]>([])

    /// None yet.
    package init() {}

    /// All that have come.
    package var all: [Value] { values.withLock { $0 } }

    /// One more.
    package func add(_ value: Value) { values.withLock { $0.append(value) } }
}

// SPDX-License-Identifier: Apache-2.0

import StraitModel
import Synchronization

/// What the stage is doing, for whoever shows it.
public struct ImageEvent: Sendable, Equatable {
    /// Where a step is.
    public enum Phase: Sendable, Equatable {
        /// It began.
        case began
        /// Another strait is at the same thing; its result will do for both.
        case waiting
        /// It is done.
        case ended(seconds: Double)
    }

    /// The configuration's name of the kernel that the step is for.
    public var kernel: String
    /// The architecture that it is for.
    public var architecture: Architecture
    /// What is done: `toolchain`, `source`, `initramfs`, …
    public var step: String
    /// Where the step is.
    public var phase: Phase
}

/// Tells the steps of one kernel on one architecture.
struct Progress: Sendable {
    let kernel: String
    let architecture: Architecture
    let tell: @Sendable (ImageEvent) -> Void

    /// Tells that a step is at `phase`.
    func say(_ step: String, _ phase: ImageEvent.Phase) {
        tell(ImageEvent(kernel: kernel, architecture: architecture, step: step, phase: phase))
    }

    /// Runs a step between its beginning and its end.
    func step<Value>(_ name: String, _ body: () async throws -> Value) async throws -> Value {
        let start = ContinuousClock.now
        say(name, .began)
        let value = try await body()
        say(name, .ended(seconds: (ContinuousClock.now - start) / .seconds(1)))
        return value
    }

    /// An object of the cache, made if need be, with what is told of that.
    func obtain(_ spec: ObjectSpec, from cache: ObjectCache) async throws -> Lease {
        let start = ContinuousClock.now
        let began = Mutex(false)
        let lease = try await cache.obtain(
            spec, onWait: { say(spec.kind, .waiting) },
            onMake: {
                began.withLock { $0 = true }
                say(spec.kind, .began)
            })
        if began.withLock({ $0 }) { say(spec.kind, .ended(seconds: (ContinuousClock.now - start) / .seconds(1))) }
        return lease
    }
}

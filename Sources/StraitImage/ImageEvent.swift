// SPDX-License-Identifier: Apache-2.0

import StraitModel
import Synchronization

/// A progress report of this stage.
public struct ImageEvent: Sendable, Equatable {
    /// The phase of a step.
    public enum Phase: Sendable, Equatable {
        /// It began.
        case began
        /// The same is already being done, by another process or (`isOwn`) by this one; its result is used.
        case waiting(isOwn: Bool)
        /// The kernel is being compiled, and is so far.
        case compiling(BuildProgress)
        /// It is done.
        case ended(seconds: Double)
        /// These are the patches that the kernel is built with, and nothing of it is built yet.
        case patched(PatchSet, tree: String)
    }

    /// The configuration's name of the kernel that the step is for.
    public var kernel: String
    /// The architecture.
    public var architecture: Architecture
    /// The name of the step: `toolchain`, `source`, `initramfs`, …
    public var step: String
    /// Its phase.
    public var phase: Phase
}

/// Reports the steps for one kernel on one architecture.
struct Progress: Sendable {
    let kernel: String
    let architecture: Architecture
    let tell: @Sendable (ImageEvent) -> Void

    /// Reports the phase of a step.
    func say(_ step: String, _ phase: ImageEvent.Phase) {
        tell(ImageEvent(kernel: kernel, architecture: architecture, step: step, phase: phase))
    }

    /// Runs a step and reports its begin and end.
    func step<Value>(_ name: String, _ body: () async throws -> Value) async throws -> Value {
        let start = ContinuousClock.now
        say(name, .began)
        let value = try await body()
        say(name, .ended(seconds: (ContinuousClock.now - start) / .seconds(1)))
        return value
    }

    /// Gets an object of the cache, makes it if necessary, and reports that.
    func obtain(_ spec: ObjectSpec, from cache: ObjectCache) async throws -> Lease {
        let start = ContinuousClock.now
        let began = Mutex(false)
        let lease = try await cache.obtain(
            spec, onWait: { say(spec.kind, .waiting(isOwn: $0)) },
            onMake: {
                began.withLock { $0 = true }
                say(spec.kind, .began)
            })
        if began.withLock({ $0 }) { say(spec.kind, .ended(seconds: (ContinuousClock.now - start) / .seconds(1))) }
        return lease
    }
}

// SPDX-License-Identifier: Apache-2.0

/// A value that is made when it is first asked for, and then is the same for everyone.
actor AsyncLazy<Value: Sendable> {
    private let make: @Sendable () async throws -> Value
    private var task: Task<Value, any Error>?

    init(_ make: @escaping @Sendable () async throws -> Value) { self.make = make }

    /// The value; throws what stopped its making, to everyone who asks.
    func get() async throws -> Value {
        let task = self.task ?? Task { [make] in try await make() }
        self.task = task
        return try await task.value
    }
}

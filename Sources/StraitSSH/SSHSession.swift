// SPDX-License-Identifier: Apache-2.0

import Dispatch
import StraitModel

/// An SSH session with a guest over an existing connection.
///
/// One serial queue per session makes all calls of libssh, and nothing on it blocks: a waiting command is suspended. So
/// several commands of a session run at once, each on its own channel (following the kernel's log while the workload
/// runs), every wait ends at its deadline or with its task, and no thread of Swift's pool is held. Several commands at
/// once need dropbear 2024.86 or newer in the guest: an older one may end the session if a command ends while another
/// starts.
///
/// A command that reaches its deadline, or is cancelled, is killed and its channel closed; the session stays usable.
/// The error is thrown when the command is gone, or after one second if it cannot be killed. After a lost connection
/// all commands throw the same error.
public actor SSHSession: GuestShell {
    /// How many bytes of each stream `run` keeps by default.
    public static let outputLimit = 16 << 20

    private static let killGrace = Duration.seconds(1)

    /// The queue of the session: libssh must not be used by two threads.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    let connection: Connection
    /// The name of the other side in the log.
    let name: String
    private nonisolated let executor: QueueExecutor
    private let descriptor: Descriptor
    private var readiness: Readiness?
    /// Why no command can run any more; nil while commands can run.
    private var failure: StraitError?
    private var lastMoved: UInt64 = 0

    private var lastAttempt = 0
    private var attempts = 0
    private var waiting: [Int: CheckedContinuation<Void, Never>] = [:]
    private var closing: [CheckedContinuation<Void, Never>] = []
    /// Channels that were given up before the server confirmed their opening.
    private var orphans: [CommandChannel] = []

    /// Connects and logs in over `descriptor`, a connected stream socket; takes ownership of it, also if this fails.
    ///
    /// `hostKey` is the guest's public key as one line in OpenSSH's format. It is known beforehand, and any other key
    /// is an error. `name` is the other side's name in the log. Configuration files, known hosts, agents and
    /// environment variables of the user are ignored.
    ///
    /// Errors: `deadline` after `limit`; `guestGone` if the other side closes the connection; `infrastructure` if the
    /// host key differs, the guest refuses the key, or the handshake fails.
    public static func connect(
        descriptor: Int32, user: String = "root", hostKey: String, key: SSHKeyPair, limit: Duration,
        ciphers: [SSHCipher] = SSHCipher.standard, name: String = "guest"
    ) async throws -> SSHSession {
        let session = try SSHSession(owning: Descriptor(owning: descriptor), user: user, ciphers: ciphers, name: name)
        do {
            try await session.logIn(hostKey: hostKey, key: key, limit: limit)
            return session
        } catch {
            await session.close()
            throw error
        }
    }

    private init(owning descriptor: Descriptor, user: String, ciphers: [SSHCipher], name: String) throws {
        self.name = name
        self.descriptor = descriptor
        executor = QueueExecutor(label: "strait.ssh")
        connection = try Connection(user: user, ciphers: ciphers)
    }

    private func logIn(hostKey: String, key: SSHKeyPair, limit: Duration) async throws {
        let hostKey = try KeyHandle(publicLine: hostKey)
        let key = try KeyHandle(privateKey: key.privateKey)
        readiness = Readiness(descriptor, queue: executor.queue) { [weak self] in
            self?.assumeIsolated { $0.somethingHappened() }
        }
        try await attempt(limit, "the guest's SSH server did not let strait in") { attempt in
            // Not earlier: libssh owns the descriptor from here on.
            try connection.prepare(descriptor, hostKey: hostKey)
            try await until(attempt) { try connection.connect(descriptor) }
            try connection.verify(hostKey)
            try await until(attempt) { try connection.authenticate(key) }
        }
    }

    /// Ends the session: its running commands throw, and the descriptor is closed when this returns. A session that is
    /// released without it is closed a little later.
    public func close() async {
        failure = failure ?? StraitError(.infrastructure, "the SSH session was closed")
        wakeAll()
        if attempts > 0 { await withCheckedContinuation { closing.append($0) } }
        releaseOrphans()
        connection.end()
        descriptor.hangUp()
        guard let readiness else { return descriptor.close() }
        await withCheckedContinuation { done in readiness.cancel(on: executor.queue) { done.resume() } }
    }

    // MARK: Waiting

    /// One wait, with a deadline.
    struct Attempt {
        fileprivate let id: Int
        fileprivate let deadline: GuestClock.Instant
        fileprivate let limit: Duration
        fileprivate let complaint: String
    }

    /// Runs `body` with a deadline for each of its waits. The clock stops while the host sleeps, as ``GuestClock``
    /// does.
    func attempt<Result>(_ limit: Duration, _ complaint: String, _ body: (Attempt) async throws -> Result) async throws
        -> Result
    {
        lastAttempt += 1
        attempts += 1
        let id = lastAttempt
        let attempt = Attempt(id: id, deadline: .now.advanced(by: limit), limit: limit, complaint: complaint)
        let timer = DispatchSource.makeTimerSource(queue: executor.queue)
        timer.setEventHandler { [weak self] in self?.assumeIsolated { $0.wake(id) } }
        timer.schedule(deadline: .now() + limit.dispatchInterval)
        timer.resume()
        defer {
            timer.cancel()
            attempts -= 1
            if attempts == 0 { while let closer = closing.popLast() { closer.resume() } }
        }
        let queue = executor.queue
        return try await withTaskCancellationHandler {
            try check(attempt)
            return try await body(attempt)
        } onCancel: {
            queue.async { [weak self] in self?.assumeIsolated { $0.wake(id) } }
        }
    }

    /// Repeats `step` after each event on the connection, until it is done or the attempt is over.
    func until(_ attempt: Attempt, _ step: () throws -> Bool) async throws {
        while try !step() {
            // First read: a step may have read data of another command, and its own output may not be sent yet.
            if settle() {
                await Task.yield()
            } else {
                try check(attempt)
                await withCheckedContinuation { waiting[attempt.id] = $0 }
            }
            try check(attempt)
        }
    }

    private func check(_ attempt: Attempt) throws {
        if let failure { throw failure }
        try Task.checkCancellation()
        if GuestClock.now >= attempt.deadline {
            throw StraitError(.deadline, "\(attempt.complaint) within \(attempt.limit)")
        }
    }

    /// Makes a waiting attempt check again, for a reason other than the connection.
    func wake(_ attempt: Attempt) { wake(attempt.id) }

    private func wake(_ id: Int) { waiting.removeValue(forKey: id)?.resume() }

    private func wakeAll() {
        let all = waiting
        waiting = [:]
        for continuation in all.values { continuation.resume() }
    }

    /// Lets libssh read and write what is available; returns whether anything was transferred. Then all attempts check
    /// again, because libssh does not say whose packets they were.
    @discardableResult func settle() -> Bool {
        if failure == nil {
            connection.pump()
            failure = connection.failure
            if failure != nil { lost() }
        }
        let moved = connection.moved != lastMoved
        lastMoved = connection.moved
        if failure == nil {
            releaseOrphans()
            readiness?.awaitsRoom = connection.awaitsRoom
        }
        if moved || failure != nil { wakeAll() }
        return moved
    }

    private func lost() {
        descriptor.hangUp()
        readiness?.cancel(on: executor.queue)
    }

    private func somethingHappened() {
        guard failure == nil else { return }
        settle()
        // Before the login the steps read and write themselves, so they are always repeated.
        if !connection.isLoggedIn { wakeAll() }
    }

    // MARK: Channels

    /// Gives up a channel whose command has not ended: kills the command and waits a moment for its end, so that the
    /// caller can rely on it being gone. A command that cannot be killed (blocked in the kernel) is left behind.
    ///
    /// The wait is a task of its own, so that the caller's cancellation does not shorten it. It also avoids a fault of
    /// dropbear before 2024.86: if a process ends between another channel's opening and its command, the session ends.
    func abandon(_ channel: CommandChannel) async {
        await Task {
            try? await attempt(Self.killGrace, "the command could not be killed") { attempt in
                try await until(attempt) { channel.kill() }
            }
        }.value
        if channel.isOpening { orphans.append(channel) } else { channel.free() }
        settle()
    }

    private func releaseOrphans() {
        orphans.removeAll { orphan in
            // If the server refused the channel, there is nothing to close.
            let confirmed = (try? orphan.open()) ?? true
            if confirmed || failure != nil { orphan.free() }
            return confirmed || failure != nil
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Dispatch
import StraitModel

/// An SSH session with a guest, over a connection that somebody else has made.
///
/// One serial queue per session does everything that touches libssh, and nothing on it waits: a command waits by being
/// suspended. So several commands of one session run side by side, each on a channel of its own (follow the kernel's log while
/// the workload runs), every wait ends at its deadline or with its task, and no thread of Swift's pool is ever held. Side by
/// side needs dropbear 2024.86 or newer in the guest: an older one may end the session when a command ends while another one starts.
///
/// After a command's deadline, or its cancellation, the command is killed and its channel closed; the session stays usable. The
/// error comes when the command is gone, or a second later when nothing can kill it. After a lost connection every command,
/// running or new, throws the same error.
public actor SSHSession: GuestShell {
    /// How much of each stream `run` keeps unless told otherwise.
    public static let outputLimit = 16 << 20

    private static let killGrace = Duration.seconds(1)

    /// The queue of the session, so that libssh is never entered by two threads.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    let connection: Connection
    /// What the other side is called in the log.
    let name: String
    private nonisolated let executor: QueueExecutor
    private let descriptor: Descriptor
    private var readiness: Readiness?
    /// Why no command can run any more.
    private var failure: StraitError?
    private var lastMoved: UInt64 = 0

    private var lastAttempt = 0
    private var attempts = 0
    private var waiting: [Int: CheckedContinuation<Void, Never>] = [:]
    private var closing: [CheckedContinuation<Void, Never>] = []
    /// Channels whose command was given up before the server had confirmed them.
    private var orphans: [CommandChannel] = []

    /// Connects and logs in over `descriptor`, a connected stream socket; takes ownership of it, also when this fails.
    ///
    /// `hostKey` is the guest's public key as one line in OpenSSH's format, known beforehand and compared exactly: another one is an
    /// error, never accepted. `name` is what the log calls the other side. No configuration file, known-hosts file, agent or environment variable of the user has a say.
    ///
    /// Throws kind `deadline` when `limit` passes, `guestGone` when the other side hangs up, `infrastructure` when the host key is
    /// another one, the guest refuses the key, or the handshake fails.
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
            // Only now: libssh takes the descriptor over when it connects, and no sooner.
            try connection.prepare(descriptor, hostKey: hostKey)
            try await until(attempt) { try connection.connect(descriptor) }
            try connection.verify(hostKey)
            try await until(attempt) { try connection.authenticate(key) }
        }
    }

    /// Ends the session: every command of it that still runs throws, and the descriptor is closed when this returns. A session that
    /// is simply dropped is closed as well, a little later.
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

    /// One thing that somebody waits for, with a deadline.
    struct Attempt {
        fileprivate let id: Int
        fileprivate let deadline: GuestClock.Instant
        fileprivate let limit: Duration
        fileprivate let complaint: String
    }

    /// Runs `body` with a deadline that each of its waits keeps to. The timer's clock stands still while the host sleeps, as ``GuestClock`` does.
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

    /// Repeats `step` whenever something has happened on the connection, until it is done or the attempt is over.
    func until(_ attempt: Attempt, _ step: () throws -> Bool) async throws {
        while try !step() {
            // Looking for data first: what a step has read may concern another command, and what it has written may not be out yet.
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

    /// Makes an attempt look again, for a reason that the connection does not show.
    func wake(_ attempt: Attempt) { wake(attempt.id) }

    private func wake(_ id: Int) { waiting.removeValue(forKey: id)?.resume() }

    private func wakeAll() {
        let all = waiting
        waiting = [:]
        for continuation in all.values { continuation.resume() }
    }

    /// Lets libssh read and write what there is; whether that moved anything since the last time. Then everybody looks again, since
    /// libssh does not tell whose packets they were.
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
        // Before the login the steps themselves read and write, so they are to be repeated whatever moved.
        if !connection.isLoggedIn { wakeAll() }
    }

    // MARK: Channels

    /// Gives up a channel whose command has not ended: kills the command and waits a moment for its end, so that whoever gets the
    /// error can rely on it being gone. One that cannot be killed, deep in the kernel, is left behind.
    ///
    /// The wait is a task of its own, since the cancellation of the caller's may not cut it short. Waiting also spares dropbear
    /// before 2024.86 a fault: a process that ends between another channel's opening and its command takes the session along.
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
            // Refused is as good as confirmed: there is nothing left to close.
            let confirmed = (try? orphan.open()) ?? true
            if confirmed || failure != nil { orphan.free() }
            return confirmed || failure != nil
        }
    }
}

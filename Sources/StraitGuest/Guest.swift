// SPDX-License-Identifier: Apache-2.0

import CLibvirt
import Foundation
import StraitModel

/// A started guest. Whoever started it ends it with ``destroy()``; nothing else does.
public final class Guest: Sendable {
    /// What it was made from.
    public let plan: DomainPlan
    /// The domain as libvirt completed it.
    public let xml: String
    /// The domain as strait described it.
    private let source: String
    private let domain: DomainHandle
    private let connection: ConnectionHandle
    private let console: ConsoleReader
    private let lifecycle: LifecycleEvents
    /// The pump of the channel's last session. A reference type, so that a blocking call can carry it.
    private let channel = Held<ChannelPump>()
    /// The embedded driver's directory; nil where a daemon has the guest.
    private let root: EmbeddedRoot?

    init(
        plan: DomainPlan, domain: DomainHandle, connection: ConnectionHandle, console: ConsoleReader,
        lifecycle: LifecycleEvents, xml: String, source: String, root: EmbeddedRoot?
    ) {
        self.plan = plan
        self.domain = domain
        self.connection = connection
        self.console = console
        self.lifecycle = lifecycle
        self.xml = xml
        self.source = source
        self.root = root
    }

    deinit { lifecycle.forget(plan.name) }

    /// The arguments that libvirt starts QEMU with; nil where the connection does not tell. libvirt works them out anew, so they are asked
    /// for while the guest runs and not before.
    public func qemuArguments() async -> String? {
        let (connection, source) = (connection, source)
        // No answer is all there is to tell; what made none is not the guest's trouble.
        return try? await Libvirt.call {
            GuestHost.text(virConnectDomainXMLToNative(connection.pointer, "qemu-argv", source, 0))
                .map(GuestHost.withoutEnvironment)
        }
    }

    /// Lets the guest run its first instruction.
    public func resume() async throws {
        let domain = domain
        try await Libvirt.call {
            guard virDomainResume(domain.pointer) == 0 else {
                throw Libvirt.lastError("the guest does not start to run")
            }
        }
    }

    /// Opens the channel and waits until the guest's SSH server is behind it; returns a socket that the caller owns and closes.
    ///
    /// Works before the guest runs (it then waits for the boot), and again after a session that was dropped, however soon:
    /// see ``ChannelHandshake``. Errors: `deadline`; `guestGone` when the guest ends meanwhile.
    public func openChannel(limit: Duration) async throws -> Int32 {
        let (domain, connection, channel) = (domain, connection, channel)
        let descriptor = try await Libvirt.call {
            try channel.withLock { current in
                // Before the next one is opened, and not at the same time.
                current?.close()
                // Force: libvirt may not have noticed yet that the one before is closed, and only one can have the channel.
                let stream = try GuestHost.stream(connection) {
                    virDomainOpenChannel(domain.pointer, DomainPlan.channelName, $0, VIR_DOMAIN_CHANNEL_FORCE.rawValue)
                }
                let (pump, descriptor) = try ChannelPump.start(stream)
                current = pump
                return descriptor
            }
        }
        do {
            try await ChannelHandshake.perform(on: descriptor, limit: limit)
            return descriptor
        } catch {
            // The pump sees that its other end is closed.
            close(descriptor)
            throw error
        }
    }

    /// Types an empty line at the guest's console. Whatever its programs do, a kernel that runs echoes it, once PID 1 has the console
    /// open (drivers/tty/n_tty.c: ECHO is set until a program clears it).
    public func checkConsole() async throws {
        let console = console
        try await Libvirt.call { console.checkConsole() }
    }

    /// Why the guest ended, if it has.
    public var end: GuestEnd? { lifecycle.end(of: plan.name) }

    /// Waits until the guest ends; nil when `limit` passes first.
    public func waitForEnd(limit: Duration) async -> GuestEnd? { await lifecycle.wait(for: plan.name, limit: limit) }

    /// QEMU's own last words, where the connection shows them.
    public var lastWords: String? { root?.qemuLog(of: plan.name) }

    /// Takes the guest's QEMU away and tells nobody, as a stranger could: whoever works with the guest has to find out. Not for ending
    /// a guest, which ``destroy()`` does afterwards as always.
    public func kill() async throws {
        let domain = domain
        try await Libvirt.call {
            guard virDomainDestroy(domain.pointer) == 0 else { throw Libvirt.lastError("the guest cannot be killed") }
        }
    }

    /// Ends the guest now and waits until it is gone. Cannot be cancelled. Throws when it may still be running.
    public func destroy() async throws {
        let (domain, console, channel, lifecycle, root, name) = (domain, console, channel, lifecycle, root, plan.name)
        try await Libvirt.call {
            func closeStreams() {
                channel.withLock { $0?.close() }
                console.close()
            }
            if lifecycle.end(of: name) == nil {
                closeStreams()
                lifecycle.willDestroy(name)
                root?.endQEMU(of: name)
                guard virDomainDestroy(domain.pointer) != 0, lifecycle.end(of: name) == nil else { return }
                // Gone already is what was wanted; anything else may leave it running.
                let error = Libvirt.lastError("the guest \(name) does not end")
                guard !domain.isGone else { return }
                throw error
            }
            // It ended by itself, and libvirt tells so a moment before it has taken the domain apart: that comes first.
            let deadline = GuestClock.now + .seconds(5)
            while virDomainIsActive(domain.pointer) >= 0, GuestClock.now < deadline { usleep(10_000) }
            usleep(20_000)
            closeStreams()
        }
    }
}

/// A value that one thread at a time may look at or replace.
private final class Held<Value>: @unchecked Sendable {
    private let lock = NSLock()
    private var value: Value?

    func withLock<Result>(_ body: (inout Value?) throws -> Result) rethrows -> Result {
        lock.lock()
        defer { lock.unlock() }
        return try body(&value)
    }
}

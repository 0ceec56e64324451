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
    /// The arguments that libvirt starts QEMU with; nil where the connection does not tell.
    public let qemuArguments: String?
    private let domain: DomainHandle
    private let connection: ConnectionHandle
    private let console: ConsoleReader
    private let lifecycle: LifecycleEvents
    private let qemuLog: @Sendable () -> String?

    init(
        plan: DomainPlan, domain: DomainHandle, connection: ConnectionHandle, console: ConsoleReader,
        lifecycle: LifecycleEvents, xml: String, qemuArguments: String?, qemuLog: @escaping @Sendable () -> String?
    ) {
        self.plan = plan
        self.domain = domain
        self.connection = connection
        self.console = console
        self.lifecycle = lifecycle
        self.xml = xml
        self.qemuArguments = qemuArguments
        self.qemuLog = qemuLog
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
        let (domain, connection) = (domain, connection)
        let (pump, descriptor) = try await Libvirt.call {
            // Force: a session before this one may not have been taken down yet, and only one can have the channel.
            let flags = VIR_DOMAIN_CHANNEL_FORCE.rawValue
            let stream = try GuestHost.stream(connection) {
                virDomainOpenChannel(domain.pointer, DomainPlan.channelName, $0, flags)
            }
            return try ChannelPump.start(stream)
        }
        do {
            try await ChannelHandshake.perform(on: descriptor, limit: limit)
            return descriptor
        } catch {
            pump.close()
            close(descriptor)
            throw error
        }
    }

    /// Why the guest ended, if it has.
    public var end: GuestEnd? { lifecycle.end(of: plan.name) }

    /// Waits until the guest ends; nil when `limit` passes first.
    public func waitForEnd(limit: Duration) async -> GuestEnd? { await lifecycle.wait(for: plan.name, limit: limit) }

    /// QEMU's own last words, where the connection shows them.
    public var lastWords: String? { qemuLog() }

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
        let (domain, console, lifecycle, name) = (domain, console, lifecycle, plan.name)
        try await Libvirt.call {
            defer { console.close() }
            guard virDomainDestroy(domain.pointer) != 0, lifecycle.end(of: name) == nil else { return }
            // Gone already is what was wanted; anything else may leave it running.
            let error = Libvirt.lastError("the guest \(name) does not end")
            guard virDomainIsActive(domain.pointer) == 1 else { return }
            throw error
        }
    }
}

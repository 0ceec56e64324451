// SPDX-License-Identifier: Apache-2.0

import CLibvirt
import Foundation
import StraitModel

/// A started guest. Its owner has to end it with ``destroy()``; nothing else does.
public final class Guest: Sendable {
    /// What it was made from.
    public let plan: DomainPlan
    /// The domain XML as completed by libvirt.
    public let xml: String
    /// The domain XML that strait wrote.
    private let source: String
    private let domain: DomainHandle
    private let connection: ConnectionHandle
    private let console: ConsoleReader
    private let ends: EndWaiters
    /// The pump of the channel's last session.
    private let channel = ChannelSlot<ChannelPump> { $0.close() }
    /// The embedded driver's directory; nil if a libvirt daemon runs the guest.
    private let root: EmbeddedRoot?

    init(
        plan: DomainPlan, domain: DomainHandle, connection: ConnectionHandle, console: ConsoleReader,
        ends: EndWaiters, xml: String, source: String, root: EmbeddedRoot?
    ) {
        self.plan = plan
        self.domain = domain
        self.connection = connection
        self.console = console
        self.ends = ends
        self.xml = xml
        self.source = source
        self.root = root
    }

    deinit { ends.forget(plan.name) }

    /// The arguments of QEMU; nil if the connection does not tell. libvirt computes them again, so ask only while the
    /// guest runs.
    public func qemuArguments() async -> String? {
        let (connection, source) = (connection, source)
        // Without an answer there is nothing to report; the reason does not concern the guest.
        return try? await Libvirt.call("tell the arguments of QEMU") {
            Libvirt.text(virConnectDomainXMLToNative(connection.pointer, "qemu-argv", source, 0))
                .map(Self.withoutEnvironment)
        }
    }

    /// Removes the environment that libvirt writes before the command: it belongs to the host and is no evidence.
    static func withoutEnvironment(_ command: String) -> String {
        guard let emulator = command.range(of: " /") else { return command }
        return String(command[command.index(after: emulator.lowerBound)...])
    }

    /// Lets the guest run.
    public func resume() async throws {
        let domain = domain
        try await Libvirt.call("resume \(plan.name)") {
            guard virDomainResume(domain.pointer) == 0 else {
                throw Libvirt.lastError("the guest does not start to run")
            }
        }
    }

    /// Opens the channel and waits until the guest's SSH server answers; returns a socket that the caller owns and
    /// closes.
    ///
    /// It can be called before the guest runs (then it waits for the boot), and again after a session was dropped: see
    /// ``ChannelHandshake``. Errors: `deadline`; `guestGone` if the guest ends.
    public func openChannel(limit: Duration) async throws -> Int32 {
        let (domain, connection, channel) = (domain, connection, channel)
        let descriptor = try await Libvirt.call("open the channel of \(plan.name)") {
            try channel.replace {
                // Force: libvirt may not have noticed that the previous stream is closed, and allows only one.
                let stream = try Libvirt.stream(connection) {
                    virDomainOpenChannel(domain.pointer, DomainPlan.channelName, $0, VIR_DOMAIN_CHANNEL_FORCE.rawValue)
                }
                let (pump, descriptor) = try ChannelPump.start(stream)
                return (pump, descriptor)
            } discard: {
                Glibc.close($0)
            }
        } late: {
            // The pump notices that its other end is closed.
            Glibc.close($0)
        }
        do {
            try await ChannelHandshake.perform(on: descriptor, limit: limit)
            return descriptor
        } catch {
            // The pump notices that its other end is closed.
            close(descriptor)
            throw error
        }
    }

    /// Types an empty line at the guest's console. A running kernel echoes it as soon as PID 1 has opened the console
    /// (drivers/tty/n_tty.c: ECHO is set until a program clears it).
    public func checkConsole() async throws {
        let console = console
        try await Libvirt.call("type at the console of \(plan.name)") { console.checkConsole() }
    }

    /// Why the guest ended; nil if it runs.
    public var end: GuestEnd? { ends.end(of: plan.name) }

    /// Waits until the guest ends; nil after `limit`.
    public func waitForEnd(limit: Duration) async -> GuestEnd? { await ends.wait(for: plan.name, limit: limit) }

    /// QEMU's last log lines, if the connection shows them.
    public var lastWords: String? { root?.qemuLog(of: plan.name) }

    /// Kills the guest's QEMU without notice, as an outsider could, to test that strait notices it. ``destroy()`` must
    /// still be called.
    public func kill() async throws {
        let domain = domain
        try await Libvirt.call("kill \(plan.name)") {
            guard virDomainDestroy(domain.pointer) == 0 else { throw Libvirt.lastError("the guest cannot be killed") }
        }
    }

    /// Ends the guest and waits until it is gone. It cannot be cancelled. Errors: `infrastructure` if the guest may
    /// still run.
    public func destroy() async throws {
        let (domain, console, channel, ends, root, name) = (domain, console, channel, ends, root, plan.name)
        try await Libvirt.call("destroy \(name)") {
            func closeStreams() {
                channel.end()
                console.close()
            }
            defer { channel.finish() }
            if ends.end(of: name) == nil {
                closeStreams()
                ends.willDestroy(name)
                root?.endQEMU(of: name)
                guard virDomainDestroy(domain.pointer) != 0, ends.end(of: name) == nil else { return }
                // A guest that is already gone is fine; after any other error it may still run.
                let error = Libvirt.lastError("the guest \(name) does not end")
                guard !domain.isGone else { return }
                throw error
            }
            // It ended by itself. libvirt reports that a moment before it has removed the domain, so wait for the
            // removal.
            let deadline = GuestClock.now + .seconds(5)
            while virDomainIsActive(domain.pointer) >= 0, GuestClock.now < deadline { usleep(10_000) }
            usleep(20_000)
            closeStreams()
        }
    }
}

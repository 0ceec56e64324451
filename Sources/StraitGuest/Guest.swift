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
    private let ends: EndWaiters
    /// The pump of the channel's last session.
    private let channel = ChannelSlot<ChannelPump> { $0.close() }
    /// The embedded driver's directory; nil where a daemon has the guest.
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

    /// The arguments that libvirt starts QEMU with; nil where the connection does not tell. libvirt works them out anew, so they are asked
    /// for while the guest runs and not before.
    public func qemuArguments() async -> String? {
        let (connection, source) = (connection, source)
        // No answer is all there is to tell; what made none is not the guest's trouble.
        return try? await Libvirt.call("tell the arguments of QEMU") {
            Libvirt.text(virConnectDomainXMLToNative(connection.pointer, "qemu-argv", source, 0))
                .map(Self.withoutEnvironment)
        }
    }

    /// libvirt puts the environment in front of the command; it is the host's own business and no part of the evidence.
    static func withoutEnvironment(_ command: String) -> String {
        guard let emulator = command.range(of: " /") else { return command }
        return String(command[command.index(after: emulator.lowerBound)...])
    }

    /// Lets the guest run its first instruction.
    public func resume() async throws {
        let domain = domain
        try await Libvirt.call("resume \(plan.name)") {
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
        let descriptor = try await Libvirt.call("open the channel of \(plan.name)") {
            try channel.replace {
                // Force: libvirt may not have noticed yet that the one before is closed, and only one can have the channel.
                let stream = try Libvirt.stream(connection) {
                    virDomainOpenChannel(domain.pointer, DomainPlan.channelName, $0, VIR_DOMAIN_CHANNEL_FORCE.rawValue)
                }
                let (pump, descriptor) = try ChannelPump.start(stream)
                return (pump, descriptor)
            } discard: {
                Glibc.close($0)
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
        try await Libvirt.call("type at the console of \(plan.name)") { console.checkConsole() }
    }

    /// Why the guest ended, if it has.
    public var end: GuestEnd? { ends.end(of: plan.name) }

    /// Waits until the guest ends; nil when `limit` passes first.
    public func waitForEnd(limit: Duration) async -> GuestEnd? { await ends.wait(for: plan.name, limit: limit) }

    /// QEMU's own last words, where the connection shows them.
    public var lastWords: String? { root?.qemuLog(of: plan.name) }

    /// Takes the guest's QEMU away and tells nobody, as a stranger could: whoever works with the guest has to find out. Not for ending
    /// a guest, which ``destroy()`` does afterwards as always.
    public func kill() async throws {
        let domain = domain
        try await Libvirt.call("kill \(plan.name)") {
            guard virDomainDestroy(domain.pointer) == 0 else { throw Libvirt.lastError("the guest cannot be killed") }
        }
    }

    /// Ends the guest now and waits until it is gone. Cannot be cancelled. Throws when it may still be running.
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

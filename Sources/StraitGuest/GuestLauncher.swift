// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// Starts guests: with libvirt in the product; with injected faults in tests.
public protocol GuestLauncher: Sendable {
    /// Versions of `libvirt` and `qemu`.
    var versions: [String: String] { get }

    /// Starts a guest that is paused before its first instruction, so that no output is missed.
    ///
    /// `console` gets the console's bytes as they come and an empty array at the end; it is called on any thread and
    /// must be fast. Errors: `unsupported` for an impossible machine, `infrastructure` for everything else.
    func launch(_ plan: DomainPlan, console: @escaping @Sendable ([UInt8]) -> Void) async throws -> any RunningGuest
}

/// A started guest. Its owner has to end it with ``destroy()``; nothing else does.
public protocol RunningGuest: Sendable {
    /// The complete domain XML.
    var xml: String { get }
    /// Why the guest ended; nil if it runs.
    var end: GuestEnd? { get }
    /// QEMU's last log lines, if they are available.
    var lastWords: String? { get }

    /// The arguments of QEMU; nil if they are unknown.
    func qemuArguments() async -> String?
    /// Lets the guest run.
    func resume() async throws
    /// Opens the channel and waits until the guest's SSH server answers; returns a socket that the caller owns and
    /// closes. Errors: `deadline`; `guestGone` if the guest ends.
    func openChannel(limit: Duration) async throws -> Int32
    /// Types an empty line at the guest's console; a running kernel echoes it.
    func checkConsole() async throws
    /// Waits until the guest ends; nil after `limit`.
    func waitForEnd(limit: Duration) async -> GuestEnd?
    /// Kills the guest's QEMU without notice, as an outsider could.
    func kill() async throws
    /// Ends the guest and waits until it is gone. It cannot be cancelled. Errors: `infrastructure` if the guest may
    /// still run.
    func destroy() async throws
}

extension Guest: RunningGuest {}

extension GuestHost: GuestLauncher {
    /// Starts a guest; see ``start(_:console:)``.
    public func launch(
        _ plan: DomainPlan, console: @escaping @Sendable ([UInt8]) -> Void
    ) async throws -> any RunningGuest { try await start(plan, console: console) }
}

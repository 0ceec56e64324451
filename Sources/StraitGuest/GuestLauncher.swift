// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// What starts guests: libvirt here, another way of running them elsewhere, and in tests one that fails as it is told.
public protocol GuestLauncher: Sendable {
    /// Versions of what runs the guests, for the record: `libvirt`, `qemu`.
    var versions: [String: String] { get }

    /// Starts a guest that waits before its first instruction: nothing that it will print can be missed.
    ///
    /// `console` gets the console's bytes as they come and an empty array at their end; it is called on any thread and has to be quick.
    /// Errors: `unsupported` for a machine that cannot be, `infrastructure` for everything else.
    func launch(_ plan: DomainPlan, console: @escaping @Sendable ([UInt8]) -> Void) async throws -> any RunningGuest
}

/// A started guest. Whoever started it ends it with ``destroy()``; nothing else does.
public protocol RunningGuest: Sendable {
    /// The domain as what runs it completed it.
    var xml: String { get }
    /// Why the guest ended, if it has.
    var end: GuestEnd? { get }
    /// QEMU's own last words, where they are shown.
    var lastWords: String? { get }

    /// The arguments of QEMU; nil where nobody tells.
    func qemuArguments() async -> String?
    /// Lets the guest run its first instruction.
    func resume() async throws
    /// Opens the channel and waits until the guest's SSH server is behind it; returns a socket that the caller owns and closes. Errors:
    /// `deadline`; `guestGone` when the guest ends meanwhile.
    func openChannel(limit: Duration) async throws -> Int32
    /// Types an empty line at the guest's console, which a kernel that runs echoes.
    func checkConsole() async throws
    /// Waits until the guest ends; nil when `limit` passes first.
    func waitForEnd(limit: Duration) async -> GuestEnd?
    /// Takes the guest's QEMU away and tells nobody, as a stranger could.
    func kill() async throws
    /// Ends the guest now and waits until it is gone. Cannot be cancelled. Throws when it may still be running.
    func destroy() async throws
}

extension Guest: RunningGuest {}

extension GuestHost: GuestLauncher {
    /// Starts a guest: see ``start(_:console:)``.
    public func launch(
        _ plan: DomainPlan, console: @escaping @Sendable ([UInt8]) -> Void
    ) async throws -> any RunningGuest { try await start(plan, console: console) }
}

// SPDX-License-Identifier: Apache-2.0

import CLibvirt
import Foundation
import StraitModel
import Synchronization

/// A connection to libvirt on which guests are started.
public final class GuestHost: Sendable {
    /// Where to connect to.
    public enum Address: Sendable, Equatable {
        /// libvirt's embedded driver, in a directory of strait below this one. It needs no daemon.
        case embedded(below: String)
        /// Any URI that libvirt knows, such as `qemu:///system`.
        case uri(String)
    }

    /// Versions of `libvirt` and `qemu`.
    public let versions: [String: String]
    private let connection: ConnectionHandle
    private let root: EmbeddedRoot?
    private let lifecycle: LifecycleEvents

    /// This process's connections to the embedded driver, by their base directory.
    private static let embedded = Mutex<[String: GuestHost]>([:])

    /// Connects. Errors: `request` for a URI that libvirt does not know, `infrastructure` for everything else.
    ///
    /// A connection to the embedded driver is shared and kept as long as the process runs: libvirt registers its driver
    /// each time and has room for twenty (`virRegisterConnectDriver`).
    public static func connect(to address: Address) async throws -> GuestHost {
        try await Libvirt.call("connect") {
            guard case .embedded(let base) = address else { return try GuestHost(address) }
            return try embedded.withLock { known in
                if let host = known[base] { return host }
                let host = try GuestHost(address)
                known[base] = host
                return host
            }
        }
    }

    private init(_ address: Address) throws {
        let uri: String
        switch address {
        case .embedded(let base):
            let root = try EmbeddedRoot.acquire(below: base)
            self.root = root
            Orphans.claim()
            uri = root.uri
            try Libvirt.start(log: "\(root.path)/libvirt.log")
        case .uri(let text):
            root = nil
            uri = text
            try Libvirt.start(log: nil)
        }
        guard let pointer = virConnectOpen(uri) else {
            throw Libvirt.lastError("cannot connect to \(uri); `strait doctor` shows what is missing")
        }
        let connection = ConnectionHandle(owning: pointer)
        self.connection = connection
        // Detects a silent remote connection; the embedded driver refuses keep-alive, which is fine.
        virConnectSetKeepAlive(pointer, 5, 3)
        // In a new directory libvirt now probes all emulators.
        versions = Orphans.collecting(Processes.detachedQEMUs) { Self.versions(pointer) }
        lifecycle = try LifecycleEvents(connection)
    }

    private static func versions(_ connection: virConnectPtr) -> [String: String] {
        func text(_ number: UInt) -> String { "\(number / 1_000_000).\(number / 1_000 % 1_000).\(number % 1_000)" }
        var versions: [String: String] = [:]
        var number: UInt = 0
        if virConnectGetLibVersion(connection, &number) == 0 { versions["libvirt"] = text(number) }
        if virConnectGetVersion(connection, &number) == 0 { versions["qemu"] = text(number) }
        return versions
    }

    /// Starts a guest that is paused before its first instruction, so that no output is missed.
    ///
    /// `console` gets the console's bytes as they come and an empty array at the end; it is called on a thread of
    /// libvirt and must be fast. Errors: `unsupported` for a CPU model that libvirt does not know, `infrastructure` for
    /// everything else, with QEMU's own message if there is one.
    public func start(_ plan: DomainPlan, console: @escaping @Sendable ([UInt8]) -> Void) async throws -> Guest {
        let (connection, root, ends) = (connection, root, lifecycle.waiters)
        return try await Libvirt.call("start \(plan.name)") {
            let xml = try plan.xml
            // The embedded driver cannot tie a domain to a connection; the next user of its directory ends what is
            // left.
            let flags = VIR_DOMAIN_START_PAUSED.rawValue | (root == nil ? VIR_DOMAIN_START_AUTODESTROY.rawValue : 0)
            let create = {
                guard let pointer = virDomainCreateXML(connection.pointer, xml, flags) else {
                    let error = Libvirt.lastError("QEMU does not start the \(plan.setup.architecture.rawValue) guest")
                    throw Self.unknownModel(plan.setup, connection.pointer) ?? error
                }
                return pointer
            }
            // With a daemon the QEMUs are its children, not ours.
            let pointer =
                try root.map { root in
                    try Orphans.collecting({ Set([root.process(of: plan.name)].compactMap(\.self)) }, create)
                } ?? create()
            let domain = DomainHandle(owning: pointer)
            root?.confine(plan.name)
            do {
                let consoleStream = try Libvirt.stream(connection) { virDomainOpenConsole(pointer, nil, $0, 0) }
                let reader = try ConsoleReader(consoleStream, sink: console)
                return Guest(
                    plan: plan, domain: domain, connection: connection, console: reader, ends: ends,
                    xml: Libvirt.text(virDomainGetXMLDesc(pointer, 0)) ?? xml, source: xml,
                    root: root)
            } catch {
                // The first error says why; whether the domain still exists does not matter.
                virDomainDestroy(pointer)
                throw error
            }
        } late: { guest in
            // Nobody waits for this guest, and it would run for ever. The log has the error, if there is one.
            Task { try? await guest.destroy() }
        }
    }

    /// The error for a CPU model that libvirt does not know; nil if it knows it or does not tell.
    private static func unknownModel(_ setup: GuestSetup, _ connection: virConnectPtr) -> StraitError? {
        let (machine, processors) = (setup.architecture.platform.machine, setup.architecture.platform.processors)
        guard processors.models.isEmpty, setup.cpuModel != processors.standard else { return nil }
        var names: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
        let count = virConnectGetCPUModelNames(connection, machine.emulator, &names, 0)
        guard count > 0, let names else { return nil }
        defer { free(names) }
        let known = (0..<Int(count)).compactMap { Libvirt.text(names[$0]) }
        guard !known.contains(setup.cpuModel) else { return nil }
        return StraitError(
            .unsupported,
            "libvirt knows no CPU model \(setup.cpuModel) for \(machine.emulator); `virsh cpu-models \(machine.emulator)` lists those "
                + "that it knows")
    }
}

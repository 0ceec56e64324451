// SPDX-License-Identifier: Apache-2.0

import CLibvirt
import Foundation
import StraitModel
import Synchronization

/// A connection to libvirt that guests are started on.
public final class GuestHost: Sendable {
    /// Where to connect to.
    public enum Address: Sendable, Equatable {
        /// libvirt's embedded driver, in a directory of strait's own below this one. Needs no daemon.
        case embedded(below: String)
        /// Any address that libvirt knows, such as `qemu:///system`.
        case uri(String)
    }

    /// Versions of what runs the guests, for the record: `libvirt`, `qemu`.
    public let versions: [String: String]
    private let connection: ConnectionHandle
    private let root: EmbeddedRoot?
    private let lifecycle: LifecycleEvents

    /// This process's connections to the embedded driver, by the directory that they were asked for below.
    private static let embedded = Mutex<[String: GuestHost]>([:])

    /// Connects. Errors: `request` for an address that libvirt does not know, `infrastructure` for everything else.
    ///
    /// A connection to the embedded driver lasts as long as the process, and is the same one for everybody: libvirt registers its
    /// driver anew each time and has room for twenty (`virRegisterConnectDriver`).
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
            throw Libvirt.lastError("cannot connect to \(uri); `strait doctor` tells what is missing")
        }
        let connection = ConnectionHandle(owning: pointer)
        self.connection = connection
        // A remote connection that goes silent is noticed; the embedded driver has nothing to keep alive and says so.
        virConnectSetKeepAlive(pointer, 5, 3)
        // In a fresh directory libvirt asks every emulator now what it can do, one after the other.
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

    /// Starts a guest that waits before its first instruction: nothing that it will print can be missed.
    ///
    /// `console` gets the console's bytes as they come and an empty array at their end; it is called on a thread of libvirt's and
    /// has to be quick. Errors: `unsupported` for a CPU model that libvirt does not know, `infrastructure` for everything else, with QEMU's
    /// own words where it said something.
    public func start(_ plan: DomainPlan, console: @escaping @Sendable ([UInt8]) -> Void) async throws -> Guest {
        let (connection, root, ends) = (connection, root, lifecycle.waiters)
        return try await Libvirt.call("start \(plan.name)") {
            let xml = try plan.xml
            // The embedded driver cannot tie a domain to a connection; what it leaves behind is reaped by its directory's next user.
            let flags = VIR_DOMAIN_START_PAUSED.rawValue | (root == nil ? VIR_DOMAIN_START_AUTODESTROY.rawValue : 0)
            let create = {
                guard let pointer = virDomainCreateXML(connection.pointer, xml, flags) else {
                    let error = Libvirt.lastError("QEMU does not start the \(plan.setup.architecture.rawValue) guest")
                    throw Self.unknownModel(plan.setup, connection.pointer) ?? error
                }
                return pointer
            }
            // A daemon's QEMUs are the daemon's children.
            let pointer =
                try root.map { root in
                    try Orphans.collecting({ Set([root.process(of: plan.name)].compactMap(\.self)) }, create)
                } ?? create()
            let domain = DomainHandle(owning: pointer)
            do {
                let consoleStream = try Libvirt.stream(connection) { virDomainOpenConsole(pointer, nil, $0, 0) }
                let reader = try ConsoleReader(consoleStream, sink: console)
                return Guest(
                    plan: plan, domain: domain, connection: connection, console: reader, ends: ends,
                    xml: Libvirt.text(virDomainGetXMLDesc(pointer, 0)) ?? xml, source: xml,
                    root: root)
            } catch {
                // The error at hand says why; that the domain may be gone already is no other news.
                virDomainDestroy(pointer)
                throw error
            }
        }
    }

    /// That a guest's CPU model is none of libvirt's, where any can be asked for; nil where it is, or libvirt does not tell.
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

// SPDX-License-Identifier: Apache-2.0

/// One thing of a guest's machine, in the words of both: what libvirt's domain says of it, and what QEMU itself is told where there is
/// no libvirt.
///
/// A machine is a list of these, and their order decides a layout that is replayed: a device that is put before others moves them.
public struct Device: Sendable, Codable, Equatable {
    /// Where on a bus it is.
    public enum Place: Sendable, Codable, Equatable {
        /// Nowhere, or wherever QEMU puts it.
        case none
        /// In that slot of the machine's PCI bus.
        case pci(slot: Int)
        /// A port of the virtio-serial controller of that id.
        case serialPort(of: String, number: Int)
    }

    /// What libvirt is told of it.
    public enum Domain: Sendable, Codable, Equatable {
        /// An element of the domain, there.
        case element(XMLElement, Section)
        /// QEMU's own options: libvirt has no element for it.
        case options
        /// Nothing: libvirt adds it by itself, or leaves it out.
        case nothing
    }

    /// A part of libvirt's domain.
    public enum Section: String, Sendable, Codable {
        /// Its devices.
        case devices
        /// Its CPU.
        case cpu
        /// The domain itself; an element of the same name that every domain has gives way.
        case domain
    }

    /// What it is called; unique in a machine.
    public var id: String
    /// Where on a bus it is.
    public var place: Place
    /// What libvirt is told of it.
    public var domain: Domain
    /// What QEMU is told of it: options with a value each, in their order. The value of a `-device` begins with the driver, and the place
    /// is put behind that. `-m` and `-smp` give way to one of these.
    public var options: [[String]]

    /// A device.
    public init(id: String, place: Place, domain: Domain, options: [[String]]) {
        self.id = id
        self.place = place
        self.domain = domain
        self.options = options
    }
}

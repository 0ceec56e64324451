// SPDX-License-Identifier: Apache-2.0

/// A device of a guest's machine: its element for libvirt's domain, and its options for QEMU without libvirt.
///
/// A machine is a list of these. Their order decides a layout that is replayed: a new device before the others changes
/// it.
public struct Device: Sendable, Codable, Equatable {
    /// The place of a device on a bus.
    public enum Place: Sendable, Codable, Equatable {
        /// None, or QEMU's choice.
        case none
        /// A slot of the machine's PCI bus.
        case pci(slot: Int)
        /// A port of the virtio-serial controller with that id.
        case serialPort(of: String, number: Int)
    }

    /// What libvirt's domain contains for the device.
    public enum Domain: Sendable, Codable, Equatable {
        /// An element, in a section of the domain.
        case element(XMLElement, Section)
        /// QEMU's own options, because libvirt has no element for it.
        case options
        /// Nothing: libvirt adds it itself, or omits it.
        case nothing
    }

    /// A section of libvirt's domain.
    public enum Section: String, Sendable, Codable {
        /// Its devices.
        case devices
        /// Its CPU.
        case cpu
        /// The domain itself; the element replaces one of the same name that every domain has.
        case domain
    }

    /// Its name; unique in a machine.
    public var id: String
    /// Its place on a bus.
    public var place: Place
    /// What libvirt's domain contains for it.
    public var domain: Domain
    /// QEMU's options with one value each, in order. The value of a `-device` begins with the driver, and the place is
    /// inserted after it. A `-m` or `-smp` here replaces the standard one.
    public var options: [[String]]

    /// Makes a device.
    public init(id: String, place: Place, domain: Domain, options: [[String]]) {
        self.id = id
        self.place = place
        self.domain = domain
        self.options = options
    }
}

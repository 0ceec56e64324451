// SPDX-License-Identifier: Apache-2.0

/// A device of a guest's machine: its element for libvirt's domain, and its options for QEMU without libvirt.
///
/// A machine is a list of these. Their order decides a layout that is replayed: a new device before the others changes
/// it.
public struct Device: Sendable, Codable, Equatable {
    /// The place of a device on a bus.
    public enum Place: Sendable, Equatable {
        /// None, or QEMU's choice.
        case none
        /// A slot of the machine's PCI bus.
        case pci(slot: Int)
        /// A port of the virtio-serial controller with that id.
        case serialPort(of: String, number: Int)
    }

    /// What libvirt's domain contains for the device.
    public enum Domain: Sendable, Equatable {
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

extension Device.Place: Codable {
    private enum Kind: String, Codable { case none, pci, serialPort }

    private enum CodingKeys: String, CodingKey { case kind, slot, controller, port }

    /// The form before `kind`: Swift's own for an enumeration.
    private enum EarlierForm: Decodable {
        case none
        case pci(slot: Int)
        case serialPort(of: String, number: Int)

        var place: Device.Place {
            switch self {
            case .none: .none
            case .pci(let slot): .pci(slot: slot)
            case .serialPort(let controller, let port): .serialPort(of: controller, number: port)
            }
        }
    }

    /// Decodes `{"kind":"pci","slot":3}`, and the form of earlier versions.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        switch try container.decodeIfPresent(Kind.self, forKey: .kind) {
        case nil: self = try EarlierForm(from: decoder).place
        case .none?: self = .none
        case .pci?: self = .pci(slot: try container.decode(Int.self, forKey: .slot))
        case .serialPort?:
            self = .serialPort(
                of: try container.decode(String.self, forKey: .controller),
                number: try container.decode(Int.self, forKey: .port))
        }
    }

    /// Encodes the kind with its own keys.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .none: try container.encode(Kind.none, forKey: .kind)
        case .pci(let slot):
            try container.encode(Kind.pci, forKey: .kind)
            try container.encode(slot, forKey: .slot)
        case .serialPort(let controller, let port):
            try container.encode(Kind.serialPort, forKey: .kind)
            try container.encode(controller, forKey: .controller)
            try container.encode(port, forKey: .port)
        }
    }
}

extension Device.Domain: Codable {
    private enum Kind: String, Codable { case element, options, nothing }

    private enum CodingKeys: String, CodingKey { case kind, element, section }

    /// The form before `kind`: Swift's own for an enumeration.
    private enum EarlierForm: Decodable {
        case element(XMLElement, Device.Section)
        case options
        case nothing

        var domain: Device.Domain {
            switch self {
            case .element(let element, let section): .element(element, section)
            case .options: .options
            case .nothing: .nothing
            }
        }
    }

    /// Decodes `{"kind":"element","element":{…},"section":"devices"}`, and the form of earlier versions.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        switch try container.decodeIfPresent(Kind.self, forKey: .kind) {
        case nil: self = try EarlierForm(from: decoder).domain
        case .element?:
            self = .element(
                try container.decode(XMLElement.self, forKey: .element),
                try container.decode(Device.Section.self, forKey: .section))
        case .options?: self = .options
        case .nothing?: self = .nothing
        }
    }

    /// Encodes the kind with its own keys.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .element(let element, let section):
            try container.encode(Kind.element, forKey: .kind)
            try container.encode(element, forKey: .element)
            try container.encode(section, forKey: .section)
        case .options: try container.encode(Kind.options, forKey: .kind)
        case .nothing: try container.encode(Kind.nothing, forKey: .kind)
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

extension Platform {
    /// The processors that QEMU has for a platform.
    public struct Processors: Sendable {
        /// The model where a configuration names none.
        public let standard: String
        /// The models that can be asked for; empty: any name that libvirt knows.
        public let models: [Model]
        /// Features that a guest does without under emulation, since QEMU is slow at them.
        public let unemulated: [String]
        /// How `/proc/cpuinfo` names the model: the values of these keys, in lower case, joined by `/`.
        public let identity: [String]
        /// The ways of paging that a guest can be given, the standard one first; empty: there is no choice.
        public let pagings: [Paging]
        /// The kinds of MMU that a guest can be given; empty: there is no choice.
        public let mmus: [MMU]

        /// The model of that name.
        public func model(_ name: String?) -> Model? { models.first { $0.name == name } }
    }

    /// A CPU model of QEMU, with what comes with it.
    public struct Model: Sendable, Equatable {
        /// QEMU's name of the model.
        public let name: String
        /// The physical address width that the model fixes.
        public let width: Width
        /// What ``Processors/identity`` shows of it.
        public let identity: Identity
        /// The pages in KiB that the model can have.
        public let pages: [Int]
        /// The kinds of MMU that the model has, the one that a kernel takes by itself first.
        public let mmus: [String]
    }

    /// The physical address width of a CPU model.
    public enum Width: Sendable, Equatable {
        /// The model has so many bits.
        case bits(Int)
        /// The model says nothing of it.
        case open

        /// The number of bits, where the model fixes it.
        public var bits: Int? { if case .bits(let bits) = self { bits } else { nil } }
    }

    /// What a guest shows of its CPU model.
    public enum Identity: Sendable, Equatable {
        /// Exactly this.
        case exactly(String)
        /// This, with more behind it.
        case beginning(String)
    }

    /// Where addresses end, and what decides that.
    public struct Addresses: Sendable {
        /// What decides the physical address width.
        public let width: AddressWidth
        /// Device memory is aligned to 2^N bytes: a memory section (`SECTION_SIZE_BITS`).
        public let sectionBits: Int
    }

    /// What decides the physical address width.
    public enum AddressWidth: Sendable, Equatable {
        /// A property of QEMU's CPU of that type, in bits; a guest shows it in `/proc/cpuinfo`.
        case property(of: String)
        /// The CPU model; a guest does not show it.
        case ofModel
        /// There is none to set, for this reason.
        case none(reason: String)
    }

    /// A way of paging.
    public struct Paging: Sendable, Equatable {
        /// As configurations name it.
        public let name: String
        /// CPU features that a guest gets for it.
        public let features: [GuestSetup.Feature]
        /// Arguments that the kernel gets for it.
        public let arguments: [String]
        /// How `/proc/cpuinfo` shows it.
        public let sign: Sign
    }

    /// A sign in `/proc/cpuinfo`.
    public enum Sign: Sendable, Equatable {
        /// This word is among the flags.
        case flag(String)
        /// There are flags, and this word is not among them.
        case noFlag(String)
        /// This key has this value.
        case value(of: String, String)
    }

    /// A kind of MMU.
    public struct MMU: Sendable, Equatable {
        /// As configurations name it, and as `mmu` of `/proc/cpuinfo` shows it in lower case.
        public let name: String
        /// What the kernel is told where the CPU would have another one by itself.
        public let arguments: [String]
        /// Which CPU models have it, for a message.
        public let owners: String
    }

    /// A size of pages that a kernel can be built with.
    public struct Page: Sendable, Equatable {
        /// The size in KiB.
        public let kibibytes: Int
        /// The line of a kernel's configuration that sets it; empty: it needs none.
        public let option: String
        /// Whether Debian builds such kernels.
        public let flavour: Flavour
    }

    /// Whether Debian builds a kernel.
    public enum Flavour: Sendable, Equatable {
        /// It does, and adds this to the flavour's name.
        case suffix(String)
        /// It does not.
        case none
    }
}

// SPDX-License-Identifier: Apache-2.0

extension Platform {
    /// The processors that QEMU offers for a platform.
    public struct Processors: Sendable {
        /// The default model.
        public let standard: String
        /// The allowed models; an empty list allows any name that libvirt knows.
        public let models: [Model]
        /// Features that are switched off under emulation because QEMU is slow at them.
        public let unemulated: [String]
        /// The keys of `/proc/cpuinfo` that identify the model; their values are joined by `/`, in lower case.
        public let identity: [String]
        /// The kinds of paging to choose from, the standard one first; empty if there is no choice.
        public let pagings: [Paging]
        /// The kinds of MMU to choose from; empty if there is no choice.
        public let mmus: [MMU]

        /// The model with a name; nil if there is none.
        public func model(_ name: String?) -> Model? { models.first { $0.name == name } }
    }

    /// A CPU model of QEMU and its properties.
    public struct Model: Sendable, Equatable {
        /// QEMU's name of the model.
        public let name: String
        /// The physical address width that the model fixes.
        public let width: Width
        /// The value of ``Processors/identity`` that it shows.
        public let identity: Identity
        /// The page sizes in KiB that the model supports.
        public let pages: [Int]
        /// The kinds of MMU that the model has, the kernel's default first.
        public let mmus: [String]
    }

    /// The physical address width of a CPU model.
    public enum Width: Sendable, Equatable {
        /// It has this number of bits.
        case bits(Int)
        /// It does not decide the width.
        case open

        /// The number of bits, if the model fixes it.
        public var bits: Int? { if case .bits(let bits) = self { bits } else { nil } }
    }

    /// What a guest shows about its CPU model.
    public enum Identity: Sendable, Equatable {
        /// Exactly this text.
        case exactly(String)
        /// A text that begins with this.
        case beginning(String)
    }

    /// The limit of addresses, and what decides it.
    public struct Addresses: Sendable {
        /// What decides the physical address width.
        public let width: AddressWidth
        /// Device memory is aligned to 2^N bytes: the size of a memory section (`SECTION_SIZE_BITS`).
        public let sectionBits: Int
    }

    /// What decides the physical address width.
    public enum AddressWidth: Sendable, Equatable {
        /// A property of QEMU's CPU of that type, in bits; the guest shows it in `/proc/cpuinfo`.
        case property(of: String)
        /// The CPU model; the guest does not show the width.
        case ofModel
        /// It cannot be set; with the reason.
        case none(reason: String)
    }

    /// A kind of paging.
    public struct Paging: Sendable, Equatable {
        /// The name in configurations.
        public let name: String
        /// CPU features that the guest gets for it.
        public let features: [GuestSetup.Feature]
        /// Kernel arguments for it.
        public let arguments: [String]
        /// How `/proc/cpuinfo` shows it.
        public let sign: Sign
    }

    /// A property of `/proc/cpuinfo`.
    public enum Sign: Sendable, Equatable {
        /// The flags contain this word.
        case flag(String)
        /// There are flags, and they do not contain this word.
        case noFlag(String)
        /// The key has this value.
        case value(of: String, String)
    }

    /// A kind of MMU.
    public struct MMU: Sendable, Equatable {
        /// The name in configurations, and the value of `mmu` in `/proc/cpuinfo` in lower case.
        public let name: String
        /// Kernel arguments for it, if it is not the CPU's default.
        public let arguments: [String]
        /// The CPU models that have it, for messages.
        public let owners: String
    }

    /// A page size that a kernel can be built with.
    public struct Page: Sendable, Equatable {
        /// The size in KiB.
        public let kibibytes: Int
        /// The line of the kernel's configuration that sets it; empty if none is needed.
        public let option: String
        /// Whether Debian builds kernels with it.
        public let flavour: Flavour
    }

    /// Whether Debian builds a kernel.
    public enum Flavour: Sendable, Equatable {
        /// It does, with this suffix of the flavour's name.
        case suffix(String)
        /// It does not.
        case none
    }
}

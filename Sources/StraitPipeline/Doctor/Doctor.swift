// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitGuest
import StraitImage
import StraitModel
import StraitReport
import StraitSystem
import StraitSSH

/// One requirement of strait, and whether it works on this host.
public struct Diagnosis: Sendable, Codable, Equatable {
    /// The result of a check.
    public enum State: String, Sendable, Codable {
        /// It works.
        case works
        /// It is missing or does not work, and strait needs it.
        case missing
        /// It could not be checked yet.
        case untried
    }

    /// What was checked.
    public var name: String
    /// The result.
    public var state: State
    /// What was found.
    public var detail: String
    /// The command that installs or repairs it; nil if there is none.
    public var mend: String?

    init(_ name: String, _ state: State, _ detail: String, mend: String? = nil) {
        self.name = name
        self.state = state
        self.detail = detail
        self.mend = mend
    }
}

/// Checks whether everything that strait needs is installed and works, by using it where possible.
public struct Doctor: Sendable {
    private let locations: Locations
    private let acceleration: Acceleration?
    private let instruments: DoctorInstruments
    private static let spaceForImages = 8 << 30

    /// Makes a doctor for these locations. `acceleration`: the one to try; nil for whichever works.
    public init(locations: Locations, acceleration: Acceleration? = nil) {
        self.init(locations, acceleration, .standard(locations))
    }

    init(_ locations: Locations, _ acceleration: Acceleration?, _ instruments: DoctorInstruments) {
        self.locations = locations
        self.acceleration = acceleration
        self.instruments = instruments
    }

    /// Performs all checks; `tell` gets each result at once.
    public func examine(tell: (Diagnosis) -> Void) async {
        for architecture in Architecture.allCases { tell(await emulator(architecture)) }
        let (libvirt, host) = await self.libvirt()
        tell(libvirt)
        tell(Diagnosis("libssh", .works, SSHLibrary.version))
        for tool in await instruments.tools() {
            let mend = tool.works ? nil : "apt-get install \(tool.package)"
            tell(Diagnosis(tool.name, tool.works ? .works : .missing, tool.detail, mend: mend))
        }
        tell(space)
        let (images, found) = await self.images()
        for image in images { tell(image) }
        for architecture in Architecture.allCases { tell(await speed(architecture, host, found)) }
    }

    private func emulator(_ architecture: Architecture) async -> Diagnosis {
        let machine = architecture.platform.machine
        let tool = await instruments.version("qemu-system-\(machine.emulator)", machine.package)
        return Diagnosis(
            "QEMU for \(architecture.rawValue)", tool.works ? .works : .missing, tool.detail,
            mend: tool.works ? nil : "apt-get install \(tool.package)")
    }

    private func libvirt() async -> (Diagnosis, (any GuestLauncher)?) {
        do {
            let host = try await instruments.connect()
            let versions = host.versions.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
            return (Diagnosis("libvirt's embedded driver", .works, versions.joined(separator: ", ")), host)
        } catch {
            let mend = "apt-get install libvirt-daemon-system libvirt-daemon-driver-qemu"
            return (Diagnosis("libvirt's embedded driver", .missing, "\(error)", mend: mend), nil)
        }
    }

    private var space: Diagnosis {
        let name = "cache \(locations.cache)"
        do {
            try FileManager.default.createDirectory(atPath: locations.cache, withIntermediateDirectories: true)
            let attributes = try FileManager.default.attributesOfFileSystem(forPath: locations.cache)
            let free = (attributes[.systemFreeSize] as? NSNumber)?.intValue ?? 0
            guard FileManager.default.isWritableFile(atPath: locations.cache) else {
                return Diagnosis(
                    name, .missing, "it cannot be written",
                    mend: "set XDG_CACHE_HOME to a directory that can be written")
            }
            let enough = free >= Self.spaceForImages
            return Diagnosis(
                name, enough ? .works : .missing, "\(free >> 30) GiB free",
                mend: enough ? nil : "strait image prune, or free \(Self.spaceForImages >> 30) GiB")
        } catch {
            return Diagnosis(
                name, .missing, error.localizedDescription,
                mend: "set XDG_CACHE_HOME to a directory that can be written")
        }
    }

    /// Checks the images that exist; builds none.
    private func images() async -> ([Diagnosis], [Architecture: GuestImage]) {
        var found: [Architecture: GuestImage] = [:]
        var diagnoses: [Diagnosis] = []
        for architecture in Architecture.allCases {
            let name = "image for \(architecture.rawValue)"
            var diagnosis = Diagnosis(name, .untried, "not built yet", mend: "strait image build")
            do {
                if let image = try await instruments.image(architecture) {
                    found[architecture] = image
                    diagnosis = Diagnosis(name, .works, "\(image.release) (\(image.source)) is in the cache")
                }
            } catch {
                diagnosis = Diagnosis(name, .missing, "\(error)")
            }
            diagnoses.append(diagnosis)
        }
        return (diagnoses, found)
    }

    /// Checks the speed by booting a guest, because /dev/kvm may exist and still not work. The result is cached for
    /// later runs.
    private func speed(
        _ architecture: Architecture, _ host: (any GuestLauncher)?, _ images: [Architecture: GuestImage]
    ) async -> Diagnosis {
        let name = "guests of \(architecture.rawValue)"
        guard let host, let image = images[architecture] else {
            return Diagnosis(
                name, .untried, "this needs a boot, and no image is built yet", mend: "strait image build")
        }
        let cache = locations.cache
        let files = AsyncLazy { try await BootFiles.make(for: [image], connection: nil, cache: cache) }
        let speed = HostSpeed(
            host: host, cache: SpeedCache(cache: cache, connection: nil, versions: host.versions),
            choice: acceleration, isAnew: true)
        let found = await speed.speed(of: image, files: files.get) { _ in }
        return Diagnosis(name, found.bootSeconds == nil ? .missing : .works, found.sentence)
    }
}

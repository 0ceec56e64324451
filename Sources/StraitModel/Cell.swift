// SPDX-License-Identifier: Apache-2.0

/// Which of the kernel's own tests a cell runs.
public enum SelftestRequest: Sendable, Hashable, Codable {
    /// None: the probe's verdict stands alone.
    case none
    /// All of `hmm-tests`.
    case all
    /// Only these, by their names as `hmm-tests -l` and the KTAP give them.
    case only([String])
}

/// One point of the matrix: one guest configuration with one kernel.
public struct Cell: Sendable, Equatable, Codable {
    /// Readable, stable, safe as a file name; a pure function of what was requested.
    public var id: String
    /// The architecture.
    public var architecture: Architecture
    /// The configuration's name of the kernel.
    public var kernel: String
    /// The value of each axis, where it has one; by the axis's name.
    public var requested: [String: AxisValue]
    /// Sizes of device memory to ask for, each with an outcome of its own.
    public var deviceMemory: [Mebibytes]
    /// Which of the kernel's own tests to run.
    public var selftests: SelftestRequest
    /// The machine that follows from the axes.
    public var setup: GuestSetup
    /// Why the cell cannot be, where that is known before a boot.
    public var unsupported: String?

    /// Makes the cell that follows from `requested` (standards filled in), or says in `unsupported` why it cannot be.
    public init(
        architecture: Architecture, kernel: String, requested: [String: AxisValue], deviceMemory: [Mebibytes],
        selftests: SelftestRequest
    ) {
        var complete = requested
        var setup = GuestSetup(architecture: architecture)
        var reason: String?
        for axis in Axis.all where axis.architectures.contains(architecture) {
            guard let value = requested[axis.name] ?? axis.standard(architecture) else { continue }
            // An address width can choose the CPU model, so a standard model is not recorded as if it had been asked for.
            complete[axis.name] = value
            do {
                try axis.apply(value, &setup)
            } catch {
                reason = reason ?? (error as? StraitError)?.message ?? String(describing: error)
            }
        }
        reason = reason ?? Self.objection(to: setup, requested)
        if requested["cpu"] == nil, complete["cpu"] != nil { complete["cpu"] = .text(setup.cpuModel) }
        self.architecture = architecture
        self.kernel = kernel
        self.requested = complete
        self.deviceMemory = deviceMemory
        self.selftests = selftests
        self.setup = setup
        unsupported = reason
        id = Self.identifier(architecture, kernel, requested, complete, deviceMemory, selftests)
    }

    /// Device memory sizes where the configuration names none.
    public static let standardDeviceMemory = [Mebibytes(256)]

    /// What no axis can see by itself.
    private static func objection(to setup: GuestSetup, _ requested: [String: AxisValue]) -> String? {
        if let cpu = requested["cpu"]?.text, cpu != setup.cpuModel, let bits = requested["physBits"] {
            return "\(cpu) does not have \(bits) bits; leave out cpu or physBits"
        }
        do {
            try Axis.machineChecks[setup.architecture]?(setup)
            return nil
        } catch {
            return (error as? StraitError)?.message ?? String(describing: error)
        }
    }

    private static func identifier(
        _ architecture: Architecture, _ kernel: String, _ requested: [String: AxisValue],
        _ complete: [String: AxisValue],
        _ deviceMemory: [Mebibytes], _ selftests: SelftestRequest
    ) -> String {
        var parts = [architecture.rawValue, safe(kernel)]
        for axis in Axis.all where axis.architectures.contains(architecture) {
            guard let value = complete[axis.name] else { continue }
            let isStandard = axis.standard(architecture).map { $0 == (requested[axis.name] ?? $0) } ?? false
            guard axis.alwaysInID || !isStandard else { continue }
            parts.append(axis.name + "-" + token(value, axis.form))
        }
        if deviceMemory != standardDeviceMemory {
            let sizes = deviceMemory.map(\.description).joined(separator: "+")
            // An id is a directory's name, and those have an end.
            parts.append("dev-" + (sizes.utf8.count > 60 ? "\(deviceMemory.count)~\(digest(sizes))" : sizes))
        }
        if case .only(let names) = selftests { parts.append("tests-" + digest(names.joined(separator: ","))) }
        if selftests == .none { parts.append("tests-none") }
        return parts.joined(separator: ",")
    }

    private static func token(_ value: AxisValue, _ form: Axis.Form) -> String {
        if form == .size, let count = value.integer { return Mebibytes(count).description }
        return safe(value.description)
    }

    /// Text as it stands where it is safe in a file name and short, else its safe part and a digest of the whole.
    private static func safe(_ text: String) -> String {
        let kept = String(
            text.unicodeScalars.map { scalar in
                let character = Character(scalar)
                return scalar.isASCII && (character.isLetter || character.isNumber || "._-".contains(character))
                    ? character : "_"
            })
        guard kept != text || kept.count > 40 else { return kept }
        // "seed:7" is as unique as "seed_7"; anything else that was changed gets the digest.
        if text.hasPrefix("seed:") { return kept }
        return String(kept.prefix(24)) + "~" + digest(text)
    }

    /// FNV-1a, 32 bits: stable across runs and machines, which Swift's own hashing is not.
    private static func digest(_ text: String) -> String {
        let hash = text.utf8.reduce(UInt32(2_166_136_261)) { ($0 ^ UInt32($1)) &* 16_777_619 }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }
}

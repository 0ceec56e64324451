// SPDX-License-Identifier: Apache-2.0

/// The command that runs a cell again, on any machine: outputs travel by mail, and a path to a run's directory would not.
public enum Reproduction {
    /// One line of shell; nil for the control that loses its QEMU, which no guest can be asked to do.
    /// `request` is what was asked for, whose patches and configuration are files that who runs it has to have.
    public static func command(
        for cell: Cell, kernel: KernelIdentity, request: KernelRequest? = nil
    ) -> String? {
        guard cell.control != .mustDie else { return nil }
        return words(for: cell, kernel: kernel, request).map(ShellWord.quoted).joined(separator: " ")
    }

    /// The name of the option that sets an axis, or another key of a configuration: `--phys-bits` of `physBits`.
    public static func option(of key: String) -> String { "--" + optionName(of: key) }

    /// The same without its dashes.
    public static func optionName(of key: String) -> String {
        var name = ""
        var wasCapital = false
        for letter in key {
            // `pciHole64` is one step up, and `PCI` would be one and not three.
            if letter.isUppercase, !wasCapital, !name.isEmpty { name += "-" }
            wasCapital = letter.isUppercase
            name += letter.lowercased()
        }
        return name
    }

    private static func words(for cell: Cell, kernel: KernelIdentity, _ request: KernelRequest?) -> [String] {
        var words = [
            "strait", "repro", "--arch", cell.architecture.rawValue, "--kernel", kernel.exactSource,
        ]
        for patch in request?.patches ?? [] { words += ["--patch", patch] }
        if let config = request?.config { words += ["--kernel-config", config] }
        let necessary = necessary(cell)
        for axis in Axis.all(of: cell.architecture) {
            guard let value = necessary[axis.name] else { continue }
            words += [option(of: axis.name), axis.written(value, in: cell)]
        }
        return words + self.words(for: cell.workload)
    }

    private static func words(for workload: WorkloadRequest) -> [String] {
        var words = ["--device-memory", workload.deviceMemory.map(\.description).joined(separator: ",")]
        let suite = workload.suite(SuiteRequest.hmmTests.name)
        if let tests = suite == nil ? ["none"] : suite?.only { words += ["--selftests", tests.joined(separator: ",")] }
        if workload.reloads > 0 { words += ["--reloads", String(workload.reloads)] }
        return words
    }

    /// The axes without which it would be another machine: nobody wants to read the ones that are standard.
    private static func necessary(_ cell: Cell) -> [String: AxisValue] {
        var kept = cell.requested
        for axis in Axis.all(of: cell.architecture) where !axis.alwaysInID && kept[axis.name] != nil {
            var fewer = kept
            fewer[axis.name] = nil
            let other = Cell(
                architecture: cell.architecture, kernel: cell.kernel, requested: fewer, workload: cell.workload)
            if other.setup == cell.setup, other.unsupported == cell.unsupported { kept = fewer }
        }
        return kept
    }
}

extension Axis {
    /// A value as a configuration writes it; of a layout that can be replayed its seed, whatever question it was drawn for.
    fileprivate func written(_ value: AxisValue, in cell: Cell) -> String {
        if name == Axis.kaslr.name, let seed = cell.setup.seed { return "seed:\(seed)" }
        if form == .size, let size = value.integer { return Mebibytes(size).description }
        return value.description
    }
}

extension KernelIdentity {
    /// Where the same kernel can be had again, as exactly as its source can be told.
    public var exactSource: String {
        guard let version, let source = KernelSource(parsing: source) else { return source }
        return source.pinned(to: version).description
    }
}

extension KernelSource {
    /// What separates a version from the rest, of the kinds of source that can be asked for one.
    private static let versionMarks: [String: Character] = ["debian": "="]

    /// The source with its version named; as it is where the kind has no versions to choose from.
    public func pinned(to version: String) -> KernelSource {
        guard let mark = Self.versionMarks[scheme] else { return self }
        return KernelSource(scheme: scheme, reference: reference.prefix { $0 != mark } + "\(mark)\(version)")
    }
}

/// Words of a shell's command.
public enum ShellWord {
    /// The word as any shell reads it back, in quotes only where it needs them.
    public static func quoted(_ word: String) -> String {
        let plain = word.utf8.allSatisfy { byte in
            (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                || "-_./:=,+@%".utf8.contains(byte)
        }
        return plain && !word.isEmpty ? word : enclosed(word)
    }

    /// The word in quotes, whatever is in it.
    public static func enclosed(_ word: String) -> String {
        "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}

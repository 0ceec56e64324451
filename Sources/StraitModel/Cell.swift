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
    /// Device memory to ask for, each request with an outcome of its own.
    public var deviceMemory: [DeviceMemoryRequest]
    /// Which of the kernel's own tests to run.
    public var selftests: SelftestRequest
    /// How often the probe is loaded and unloaded again at the end, to see whether something is left each time.
    public var reloads: Int
    /// The machine that follows from the axes.
    public var setup: GuestSetup
    /// Why the cell cannot be, where that is known before a boot.
    public var unsupported: String?
    /// What the cell is to prove of strait itself; nil for every cell that a configuration asks about a kernel.
    public var control: Control?

    /// Makes the cell that follows from `requested` (standards filled in), or says in `unsupported` why it cannot be.
    public init(
        architecture: Architecture, kernel: String, requested: [String: AxisValue], deviceMemory: [DeviceMemoryRequest],
        selftests: SelftestRequest, reloads: Int = 0
    ) {
        var draft = CellBuilder(
            architecture: architecture, kernel: kernel, deviceMemory: deviceMemory, selftests: selftests,
            reloads: reloads)
        let axes = Axis.all(of: architecture)
        for axis in axes { draft.set(axis, to: requested[axis.name]) }
        self = draft.cell
        if let stray = requested.keys.filter({ name in !axes.contains { $0.name == name } }).min() {
            unsupported = unsupported ?? "\(architecture.rawValue) has no axis \(stray)"
        }
    }

    init(draft: CellBuilder, id: String, requested: [String: AxisValue], unsupported: String?) {
        self.id = id
        architecture = draft.setup.architecture
        kernel = draft.kernel
        self.requested = requested
        deviceMemory = draft.deviceMemory
        selftests = draft.selftests
        reloads = draft.reloads
        setup = draft.setup
        self.unsupported = unsupported
    }

    /// What is asked for where the configuration names nothing.
    public static let standardDeviceMemory = [DeviceMemoryRequest(Mebibytes(256))]
}

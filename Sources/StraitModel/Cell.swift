// SPDX-License-Identifier: Apache-2.0

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
    /// What it asks of its guest.
    public var workload: WorkloadRequest
    /// The machine that follows from the axes.
    public var setup: GuestSetup
    /// Why the cell cannot be, where that is known before a boot.
    public var unsupported: String?
    /// What the cell is to prove of strait itself; nil for every cell that a configuration asks about a kernel.
    public var control: Control?

    /// Makes the cell that follows from `requested` (standards filled in), or says in `unsupported` why it cannot be.
    public init(
        architecture: Architecture, kernel: String, requested: [String: AxisValue], workload: WorkloadRequest
    ) {
        var draft = CellBuilder(architecture: architecture, kernel: kernel, workload: workload)
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
        workload = draft.workload
        setup = draft.setup
        self.unsupported = unsupported
    }
}

// SPDX-License-Identifier: Apache-2.0

/// Builds a cell by setting one axis after the other. A large matrix sets slowly varying axes once for many cells, so
/// that 100,000 cells take less than a second.
public struct CellBuilder: Sendable {
    let kernel: String
    let workload: WorkloadRequest
    private(set) var setup: GuestSetup
    private var requested: [String: AxisValue] = [:]
    /// The axes that the configuration names, among those whose value is computed at the end.
    private var named: [String] = []
    private var reason: String?
    /// The parts of the id for architecture, kernel and axes, and those for the workload.
    private var axisParts: [String]
    private let workloadParts: [String]
    /// The group that the cell belongs to, and the index of the id's part that differs within the group.
    private var draw: (axis: String, draw: AxisDraw, part: Int)?

    /// Starts a cell without axes.
    public init(architecture: Architecture, kernel: String, workload: WorkloadRequest) {
        self.kernel = kernel
        self.workload = workload
        setup = GuestSetup(architecture: architecture)
        axisParts = [architecture.rawValue, Self.safe(kernel)]
        workloadParts = Self.parts(workload)
    }

    /// Sets an axis; each one once, in the order of ``Axis/all(of:)``; nil takes the standard value.
    public mutating func set(_ axis: Axis, to asked: AxisValue?) {
        let standard = axis.standard(setup.architecture)
        guard let value = asked ?? standard else { return }
        requested[axis.name] = value
        if asked != nil, axis.settle != nil { named.append(axis.name) }
        if axis.alwaysInID || value != standard { name(axis, value) }
        do {
            try axis.apply(value, &setup)
        } catch {
            reason = reason ?? Self.reason(error)
        }
    }

    private mutating func name(_ axis: Axis, _ value: AxisValue) {
        if let drawn = axis.draw(value) {
            draw = (axis.name, drawn, axisParts.count)
        }
        axisParts.append(axis.name + "-" + Self.token(value, of: axis))
    }

    var idParts: [String] { axisParts + workloadParts }
    var id: String { idParts.joined(separator: ",") }

    /// The group that the cell belongs to; nil for a single cell.
    public var group: (id: String, axis: String, draw: AxisDraw)? {
        guard let draw else { return nil }
        var parts = idParts
        parts[draw.part] = draw.axis + "-" + Self.token(draw.draw.question)
        return (parts.joined(separator: ","), draw.axis, draw.draw)
    }

    /// The finished cell. If it is impossible, its `unsupported` says why.
    public var cell: Cell {
        var (requested, reason) = (requested, reason)
        for axis in Axis.settled {
            guard let value = requested[axis.name], let settle = axis.settle else { continue }
            do {
                requested[axis.name] = try settle(value, named.contains(axis.name), requested, setup)
            } catch {
                reason = reason ?? Self.reason(error)
            }
        }
        return Cell(builder: self, requested: requested, unsupported: reason ?? objection)
    }

    /// Why the machine as a whole is impossible, which no single axis can see; nil if it is possible.
    private var objection: String? {
        do {
            try setup.architecture.platform.machine.check(setup)
            return nil
        } catch {
            return Self.reason(error)
        }
    }

    private static func reason(_ error: any Error) -> String {
        (error as? StraitError)?.message ?? String(describing: error)
    }
}

// Making ids.
extension CellBuilder {
    /// The parts of an id for the workload.
    private static func parts(_ workload: WorkloadRequest) -> [String] {
        var parts: [String] = []
        if workload.deviceMemory != WorkloadRequest.standardDeviceMemory {
            let sizes = workload.deviceMemory.map(\.description).joined(separator: "+")
            // An id is the name of a directory, and its length is limited.
            parts.append("dev-" + (sizes.utf8.count > 60 ? "\(workload.deviceMemory.count)~\(digest(sizes))" : sizes))
        }
        parts += self.parts(workload.suites)
        if let words = workload.testHMM?.words, !words.isEmpty {
            parts.append("hmm-" + safe(words.joined(separator: "+")))
        }
        if workload.reloads > 0 { parts.append("reloads-\(workload.reloads)") }
        return parts
    }

    /// `hmm-tests` is the standard, so only its absence is named; other suites are named.
    private static func parts(_ suites: [SuiteRequest]) -> [String] {
        let standard = suites.first { $0.name == SuiteRequest.hmmTests.name }
        let own =
            standard.map { $0.only.map { ["tests-" + digest($0.joined(separator: ","))] } ?? [] } ?? ["tests-none"]
        let others = suites.filter { $0 != standard }.map { suite in
            "suite-" + safe(suite.name) + (suite.only.map { "~" + digest($0.joined(separator: ",")) } ?? "")
        }
        return own + others
    }

    /// A kernel's name as ids contain it.
    public static func idPart(of kernel: String) -> String { safe(kernel) }

    /// The value of an axis that stands for several cells, as the id of their group contains it.
    public static func idPart(ofQuestion question: String) -> String { token(question) }

    /// The value of a group as ids contain it.
    static func token(_ question: String) -> String { question.replacing(" ", with: "_").replacing(":", with: "_") }

    private static func token(_ value: AxisValue, of axis: Axis) -> String {
        switch value {
        case .integer(let number): axis.form == .size ? Mebibytes(number).description : String(number)
        case .text(let text): axis.isPlainInID(value) ? kept(text) : safe(text)
        }
    }

    /// The text itself if it is short and safe as a file name, else its safe characters and a digest of the whole.
    public static func safe(_ text: String) -> String {
        let clean = text.utf8.allSatisfy(isSafe)
        if clean, text.utf8.count <= 40 { return text }
        return String(kept(text).prefix(24)) + "~" + digest(text)
    }

    /// The text with an underscore in place of every character that is not safe.
    private static func kept(_ text: String) -> String {
        String(
            decoding: text.unicodeScalars.map { $0.isASCII && isSafe(UInt8($0.value)) ? UInt8($0.value) : 0x5f },
            as: UTF8.self)
    }

    private static func isSafe(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2e, 0x5f, 0x2d: true
        default: false
        }
    }

    /// FNV-1a, 32 bits: the same in every process, unlike Swift's own hashing.
    private static func digest(_ text: String) -> String {
        let hash = text.utf8.reduce(UInt32(2_166_136_261)) { ($0 ^ UInt32($1)) &* 16_777_619 }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }
}

extension Cell {
    /// Makes the cell that follows from `requested`, with standard values filled in. If it is impossible, `unsupported`
    /// says why.
    public init(
        architecture: Architecture, kernel: String, requested: [String: AxisValue], workload: WorkloadRequest
    ) {
        var builder = CellBuilder(architecture: architecture, kernel: kernel, workload: workload)
        let axes = Axis.all(of: architecture)
        for axis in axes { builder.set(axis, to: requested[axis.name]) }
        self = builder.cell
        if let stray = requested.keys.filter({ name in !axes.contains { $0.name == name } }).min() {
            unsupported = unsupported ?? "\(architecture.rawValue) has no axis \(stray)"
        }
    }

    init(builder: CellBuilder, requested: [String: AxisValue], unsupported: String?) {
        id = builder.id
        idParts = builder.idParts
        architecture = builder.setup.architecture
        kernel = builder.kernel
        self.requested = requested
        workload = builder.workload
        setup = builder.setup
        self.unsupported = unsupported
    }
}

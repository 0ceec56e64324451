// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// A `run.json` of schema `strait.request/1`, in which the cells are given only by their ids. This is the only place
/// that parses an id, because in that schema nothing else describes a cell without a result.
struct SchemaOneRecord: Decodable {
    /// The name and version of the schema.
    static let schema = "strait.request/1"

    /// A search of that schema: without a name.
    struct NamelessSearch: Decodable {
        var axis: String
        var candidates: [Search.Candidate]
        var skipped: [Search.Skipped]
    }

    var id: String
    var name: String
    var started: String
    var configuration: String
    var arguments: [String]
    var host: RunRecord.Host
    var tools: [String: String]
    var images: [GuestImage]
    var cells: [String]
    var shard: Shard?
    var places: [Int]?
    var whole: Shard.Whole?
    var searches: [NamelessSearch]?
    var speeds: [GuestSpeed]?
    var since: String?
    var sequence: Int?

    /// The same record with cells and groups as values. `result` reads the result of a cell; it is called only if an id
    /// contains a digest in place of a value. Errors: `request` if an id is not one that strait makes.
    func upgraded(result: (String) throws -> CellResult?) throws -> RunRecord {
        let names = Set(images.map(\.kernel))
        var known: [String: Cell] = [:]
        var cells: [Cell] = []
        var groups: [PlannedGroup] = []
        for id in self.cells {
            let name = try SchemaOneName(id, kernels: names, result: SchemaOneName.hasDigest(id) ? result(id) : nil)
            cells.append(name.cell)
            known[id] = name.cell
            if let group = name.group { groups.append(group) }
        }
        var record = RunRecord(
            id: self.id, name: self.name, started: started, configuration: configuration, arguments: arguments,
            host: host, tools: tools, images: images, cells: cells, groups: PlannedGroup.joined(groups), shard: shard,
            places: places, whole: whole,
            searches: (searches ?? []).map { search in
                Search(
                    axis: search.axis,
                    name: Cell.commonName(of: search.candidates.compactMap { known[$0.cell] }),
                    candidates: search.candidates, skipped: search.skipped)
            }, speeds: speeds)
        record.since = since
        record.sequence = sequence
        return record
    }
}

/// A cell of schema 1, parsed from its id: `x86_64,stock,physBits-36,kaslr-random_x5_3,dev-256MiB+32GiB`.
package struct SchemaOneName {
    /// The cell.
    package let cell: Cell
    /// The group that it belongs to, with this cell as its only member; nil for a single cell.
    package let group: PlannedGroup?

    /// Parses an id. `kernels` are the names that the run's configuration has; `result` is the cell's, for an id that holds a digest
    /// in place of a value. Errors: `request` if the id is not one that strait makes.
    package init(_ id: String, kernels: Set<String> = [], result: CellResult? = nil) throws {
        var parts = id.split(separator: ",").map(String.init)
        guard parts.count >= 2, let architecture = Architecture(rawValue: parts[0]) else {
            throw StraitError(.request, "\(id.debugDescription) is not the id of a cell")
        }
        let all = parts
        let kernel = kernels.first { CellBuilder.idPart(of: $0) == all[1] } ?? all[1]
        if let control = Self.suffix("control-", &parts).flatMap({ Control(rawValue: $0) }) {
            (cell, group) = (control.cell(kernel: kernel).named(id, parts: all), nil)
            return
        }
        let repetition = Self.suffix("repeat-", &parts).flatMap { Int($0) }
        let values = SchemaOneValues(parts.dropFirst(2))
        let cell = Cell(
            architecture: architecture, kernel: kernel, requested: result?.requested ?? values.requested,
            workload: WorkloadRequest(
                deviceMemory: values.deviceMemory ?? result?.deviceMemory.map(\.request) ?? [],
                suites: values.suites(result), reloads: values.reloads))
        self.cell = cell.named(id, parts: all)
        group =
            repetition.map { number in
                PlannedGroup(
                    id: parts.joined(separator: ","), kind: .repeats, members: [.init(cell: id, number: number)])
            } ?? Self.group(cell, id, parts)
    }

    /// Whether a value is in the id only as a digest: a long value, or the names of some tests.
    static func hasDigest(_ id: String) -> Bool {
        id.contains("~") || (id.contains(",tests-") && !id.contains(",tests-none"))
    }

    /// Removes the last part if it begins with `prefix`, and returns the rest of it.
    private static func suffix(_ prefix: String, _ parts: inout [String]) -> String? {
        guard parts.count > 2, let last = parts.last, last.hasPrefix(prefix) else { return nil }
        parts.removeLast()
        return String(last.dropFirst(prefix.count))
    }

    private static func group(_ cell: Cell, _ id: String, _ parts: [String]) -> PlannedGroup? {
        for axis in Axis.all {
            guard let value = cell.requested[axis.name], let draw = axis.draw(value),
                let index = parts.firstIndex(where: { $0.hasPrefix(axis.name + "-") })
            else { continue }
            var shared = parts
            shared[index] = axis.name + "-" + CellBuilder.idPart(ofQuestion: draw.question)
            return PlannedGroup(
                id: shared.joined(separator: ","), kind: draw.kind, axis: axis.name, question: .text(draw.question),
                members: [.init(cell: id, number: draw.number, seed: draw.seed)])
        }
        return nil
    }
}

/// The values in the id after architecture and kernel.
private struct SchemaOneValues {
    var requested: [String: AxisValue] = [:]
    /// Nil if the id had no room for all sizes.
    var deviceMemory: [DeviceMemoryRequest]? = WorkloadRequest.standardDeviceMemory
    var reloads = 0
    private var tests: String?

    init(_ parts: some Sequence<String>) {
        for part in parts {
            let pair = part.split(separator: "-", maxSplits: 1).map(String.init)
            guard pair.count == 2 else { continue }
            switch pair[0] {
            case "dev":
                let sizes = pair[1].split(separator: "+").map { DeviceMemoryRequest(parsing: String($0)) }
                deviceMemory = sizes.contains(nil) ? nil : sizes.compactMap(\.self)
            case "tests": tests = pair[1]
            case "reloads": reloads = Int(pair[1]) ?? 0
            default: if let axis = Axis.named(pair[0]) { requested[axis.name] = Self.value(pair[1], axis.form) }
            }
        }
    }

    /// The names of some tests are a digest in the id: those that gave a result are what is known of them.
    func suites(_ result: CellResult?) -> [SuiteRequest] {
        guard let tests else { return [.hmmTests] }
        return tests == "none" ? [] : [.hmmTests(only: result?.suites.first?.tests.map(\.name) ?? [])]
    }

    private static func value(_ text: String, _ form: Axis.Form) -> AxisValue {
        switch form {
        case .integer: Int(text).map(AxisValue.integer) ?? .text(text)
        case .size: Mebibytes(parsing: text).map { .integer($0.count) } ?? .text(text)
        // An id writes "random x5#3" as "random_x5_3", and "seed:7" as "seed_7".
        case .choice, .pattern: .text(layout(text) ?? text)
        }
    }

    private static func layout(_ text: String) -> String? {
        let parts = text.split(separator: "_", omittingEmptySubsequences: false)
        let written: String
        switch (parts.first, parts.count) {
        case ("random", 3): written = "\(parts[0]) \(parts[1])#\(parts[2])"
        case ("seed", 4): written = "seed:\(parts[1]) \(parts[2])#\(parts[3])"
        case ("seed", 2): return "seed:\(parts[1])"
        default: return nil
        }
        return Axis.kaslr.draw(.text(written)).map { _ in written }
    }
}

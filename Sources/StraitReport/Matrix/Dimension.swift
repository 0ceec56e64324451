// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// One thing that can tell a row of a grid from another, and how that reads in a few words.
struct Dimension: Sendable {
    let name: String
    /// What a cell asks of it; nil for the machine's own.
    let value: @Sendable (ShownCell) -> AxisValue?
    /// `1GiB RAM`.
    let words: @Sendable (AxisValue?) -> String
    /// What holds where a configuration says nothing.
    var standard: AxisValue?
    /// Where a value stands among the others; those of one place as they come.
    var order: @Sendable (AxisValue?) -> Int = { $0?.integer ?? -1 }
    /// Whether it is of the machine that a kernel sees, and not of what is asked in it.
    var isOfMachine = true

    /// Everything that varies between cells of an architecture, those that rows are grouped by first.
    static func all(of architecture: Architecture) -> [Dimension] {
        let axes = Axis.all(of: architecture).map { axis($0, architecture) }
        return [kernel] + axes.filter { $0.name == Axis.kaslr.name } + axes.filter { $0.name != Axis.kaslr.name }
            + [deviceMemory, tests, reloads]
    }

    /// What rows are grouped by: a reader looks for a kernel first, then for its layouts.
    static let groups: Set<String> = ["kernel", Axis.kaslr.name]

    private static let kernel = Dimension(
        name: "kernel", value: { .text($0.kernel) }, words: { $0?.description ?? "" })

    private static let deviceMemory = Dimension(
        name: Search.deviceMemory,
        value: { .text(Words.list($0.workload.deviceMemory.map(\.description))) },
        words: { "asks \($0?.description ?? "")" },
        isOfMachine: false)

    private static let tests = Dimension(
        name: "tests", value: { tests($0.workload) },
        words: { value in value.map { $0.text == "none" ? "no hmm-tests" : "some of hmm-tests" } ?? "hmm-tests" },
        isOfMachine: false)

    private static let reloads = Dimension(
        name: "reloads", value: { $0.workload.reloads > 0 ? .integer($0.workload.reloads) : nil },
        words: { value in value?.integer.map { Words.count($0, "reload") } ?? "no reloads" }, isOfMachine: false)

    private static func tests(_ workload: WorkloadRequest) -> AxisValue? {
        guard let asked = workload.suite(SuiteRequest.hmmTests.name) else { return .text("none") }
        return asked.only == nil ? nil : .text("some")
    }

    private static func axis(_ axis: Axis, _ architecture: Architecture) -> Dimension {
        var facet = Dimension(
            name: axis.name, value: { ColumnAxis.value(of: axis.name, $0) },
            words: { value in
                guard let value else { return "own \(Words.axis(axis.name))" }
                let text = Clean.line(Search.text(value, of: axis.name), limit: 80)
                return phrases[axis.name]?(text) ?? "\(axis.name) \(text)"
            }, standard: axis.standard(architecture))
        if axis.name == Axis.kaslr.name { facet.order = layouts }
        return facet
    }

    /// Without luck, with luck, with as much luck as was asked for, and by seed.
    private static let layouts: @Sendable (AxisValue?) -> Int = { value in
        ["seed:", "random x", "random", "off"].firstIndex { value?.text?.hasPrefix($0) == true }.map { -$0 } ?? -4
    }

    private static let phrases: [String: @Sendable (String) -> String] = [
        "memory": { "\($0) RAM" }, "cpu": { "CPU \($0)" }, "paging": { "\($0) paging" },
        "pciHole64": { "PCI window \($0)" }, "physBits": { "\($0) bits" }, "mmu": { "\($0) MMU" },
        "pageSize": { "\($0) pages" }, "kaslr": { "KASLR \($0)" }, "cmdline": { $0 },
    ]
}

extension Words {
    /// Axis names as a reader says them.
    static func axis(_ name: String) -> String {
        switch name {
        case "physBits": "address width"
        case "cpu": "CPU"
        case "mmu": "MMU"
        case "kaslr": "KASLR"
        case "memory": "RAM"
        case "pciHole64": "PCI window"
        case "pageSize": "page size"
        case "cmdline": "command line"
        case Search.deviceMemory: "device memory"
        default: name
        }
    }
}

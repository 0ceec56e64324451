// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// One thing that can tell a row of a grid from another.
package struct Dimension: Sendable {
    package let name: String
    /// What a cell asks of it; nil for the machine's own.
    package let value: @Sendable (ShownCell) -> AxisValue?
    /// What holds where a configuration says nothing.
    var standard: AxisValue?
    /// Where a value stands among the others; those of one place as they come.
    var order: @Sendable (AxisValue?) -> Int = { $0?.integer ?? -1 }
    /// Whether it is of the machine that a kernel sees, and not of what is asked in it.
    var isOfMachine = true

    /// The name of the kernel's dimension.
    package static let kernelName = "kernel"
    /// The name of the dimension of suites.
    package static let testsName = "tests"
    /// The name of the dimension of reloads.
    package static let reloadsName = "reloads"
    /// What separates the requests of device memory in a value.
    package static let separator: Character = "+"

    /// Everything that varies between cells of an architecture, those that rows are grouped by first.
    static func all(of architecture: Architecture) -> [Dimension] {
        let axes = Axis.all(of: architecture).map { axis($0, architecture) }
        return [kernel] + axes.filter { groups.contains($0.name) } + axes.filter { !groups.contains($0.name) }
            + [deviceMemory, tests, reloads]
    }

    /// What rows are grouped by: a reader looks for a kernel first, then for its layouts.
    static let groups = Set([kernelName] + Axis.all.filter(\.display.groupsRows).map(\.name))

    private static let kernel = Dimension(name: kernelName, value: { .text($0.kernel) })

    private static let deviceMemory = Dimension(
        name: Search.deviceMemory,
        value: { .text($0.deviceMemory.map(\.description).joined(separator: String(separator))) }, isOfMachine: false)

    private static let tests = Dimension(name: testsName, value: { tests($0.workload) }, isOfMachine: false)

    private static let reloads = Dimension(
        name: reloadsName, value: { $0.workload.reloads > 0 ? .integer($0.workload.reloads) : nil }, isOfMachine: false)

    private static func tests(_ workload: WorkloadRequest) -> AxisValue? {
        guard let asked = workload.suite(SuiteRequest.hmmTests.name) else { return .text("none") }
        return asked.only == nil ? nil : .text("some")
    }

    private static func axis(_ axis: Axis, _ architecture: Architecture) -> Dimension {
        Dimension(
            name: axis.name, value: { ColumnAxis.value(of: axis.name, $0) }, standard: axis.standard(architecture),
            order: axis.display.order)
    }
}

/// What cells have of a dimension.
package struct Trait: Sendable, Hashable {
    /// The dimension's name.
    package let dimension: String
    /// The value; nil for the machine's own.
    package let value: AxisValue?
    /// Whether the cells are those of a search along the dimension, with a value each.
    package var isSearch = false
}

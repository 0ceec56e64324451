// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// A property in which the rows of a grid can differ.
package struct Dimension: Sendable {
    /// Its name: an axis's name, or one of the names below.
    package let name: String
    /// A cell's value; nil if the cell leaves it to the machine.
    package let value: @Sendable (ShownCell) -> AxisValue?
    /// The value where the configuration says nothing.
    var standard: AxisValue?
    /// The order of the values; values with equal numbers keep their order.
    var order: @Sendable (AxisValue?) -> Int = { $0?.integer ?? -1 }
    /// Whether it is a property of the guest's machine, and not of the workload.
    var isOfMachine = true

    /// The name of the dimension of kernels.
    package static let kernelName = "kernel"
    /// The name of the dimension of suites.
    package static let testsName = "tests"
    /// The name of the dimension of reloads.
    package static let reloadsName = "reloads"
    /// What separates the requests of device memory in a value.
    package static let separator: Character = "+"

    /// All dimensions of an architecture, those that group rows first.
    static func all(of architecture: Architecture) -> [Dimension] {
        let axes = Axis.all(of: architecture).map { axis($0, architecture) }
        return [kernel] + axes.filter { groups.contains($0.name) } + axes.filter { !groups.contains($0.name) }
            + [deviceMemory, tests, reloads]
    }

    /// The dimensions that group rows: a reader looks for a kernel first, then for its layouts.
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

/// A value of a dimension.
package struct Trait: Sendable, Hashable {
    /// The dimension's name.
    package let dimension: String
    /// The value; nil if it is left to the machine.
    package let value: AxisValue?
    /// Whether it stands for all values that a search tries.
    package var isSearch = false

    /// Makes a trait.
    package init(dimension: String, value: AxisValue?, isSearch: Bool = false) {
        (self.dimension, self.value, self.isSearch) = (dimension, value, isSearch)
    }
}

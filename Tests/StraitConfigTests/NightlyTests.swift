// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel
import Testing

@testable import StraitConfig

@Suite("The shipped nightly matrix")
struct NightlyTests {
    private func matrix() throws -> Matrix {
        try Configuration.parse(text: shipped("nightly.yaml"), file: "nightly.yaml").matrix()
    }

    @Test("it asks about every axis on every architecture that has it")
    func everyAxis() throws {
        let matrix = try matrix()
        let asked = matrix.cells.filter { $0.control == nil }
        #expect(asked.count >= 60)
        for axis in Axis.all {
            for architecture in axis.architectures where axis.name != "cmdline" {
                let values = Set(asked.filter { $0.architecture == architecture }.map { $0.requested[axis.name] })
                // A width means nothing on ppc64le, and its kernel has no KASLR.
                if architecture == .ppc64le, ["physBits", "kaslr"].contains(axis.name) { continue }
                #expect(values.count > 1, "\(axis.name) on \(architecture.rawValue)")
            }
        }
        #expect(matrix.cells.count { $0.control != nil } == Control.allCases.count)
        #expect(Set(matrix.searches.map(\.axis)) == ["physBits", "pciHole64", "deviceMemory"])
    }

    @Test("nothing in it says something of no cell, and little in it cannot be")
    func noSlips() throws {
        let matrix = try matrix()
        #expect(matrix.notes.isEmpty)
        #expect(matrix.cells.count { $0.unsupported != nil } < 10)
        // What has no rule of its own is expected to pass, and that is said.
        #expect(matrix.cells.allSatisfy { matrix.expectation(for: $0) != nil })
    }

    @Test("it is a night's work of two cores at most: its boots, and its long ones")
    func length() throws {
        let matrix = try matrix()
        let optional = Set(matrix.searches.flatMap(\.candidates).filter { !$0.isAsked }.map(\.cell))
        let plain = matrix.cells.count { $0.unsupported == nil && !optional.contains($0.id) }
        #expect(plain + matrix.searches.reduce(0) { $0 + $1.mostBoots() } <= 130)
        #expect(matrix.cells.count { !$0.workload.suites.isEmpty } <= 5)
    }
}

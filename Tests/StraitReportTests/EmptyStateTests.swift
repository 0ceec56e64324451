// SPDX-License-Identifier: Apache-2.0

import StraitModel
import Testing

@testable import StraitReport

/// Runs with little in them: each has a sentence that is true, and no empty section.
@Suite struct EmptyStateTests {
    struct Case: Sendable {
        let name: String
        let input: ReportInput
        let sentence: String
        /// Ids of the sections that are there.
        let sections: [String]
    }

    static let inputs: [Case] = {
        let one = Samples.cell(.x86_64, ["physBits": .integer(46)])
        let three = [
            one, Samples.cell(.aarch64, ["cpu": .text("cortex-a53")]), Samples.cell(.ppc64le, ["mmu": .text("radix")]),
        ]
        let impossible = [33, 34].map { Samples.cell(.x86_64, ["physBits": .integer($0)]) }
        let refusals = impossible.map { Results.blank($0, .unsupported, .host, $0.unsupported ?? "QEMU refuses it") }
        let controls = Control.allCases.map { $0.cell(kernel: "stock") }
        return [
            Case(
                name: "nothing", input: Samples.input([], []), sentence: "The matrix has no cells.", sections: ["made"]),
            Case(
                name: "one", input: Samples.input([one], [Results.smoke(one)]), sentence: "The cell passed.",
                sections: ["matrix", "capacity", "cells", "made"]),
            Case(
                name: "none finished", input: Samples.input(three, [], finished: false),
                sentence: "No cell of 3 has a result.", sections: ["matrix", "made"]),
            Case(
                name: "unsupported", input: Samples.input(impossible, refusals),
                sentence: "Nothing could run: both cells are unsupported.",
                sections: ["matrix", "reasons", "rows", "made"]),
            Case(
                name: "three", input: Samples.input(three, three.map(Results.smoke)), sentence: "All 3 cells passed.",
                sections: ["matrix", "capacity", "cells", "made"]),
            Case(
                name: "controls only", input: Samples.input(controls, [], finished: false),
                sentence: "The matrix has no cells.", sections: ["controls", "made"]),
        ]
    }()

    @Test(arguments: inputs.indices)
    func aSentenceAndNoEmptySection(index: Int) {
        let (input, wanted) = (Self.inputs[index].input, Self.inputs[index])
        let page = String(decoding: Report.html(input), as: UTF8.self)
        let headings = ["<h1>\(wanted.sentence)</h1>", "<p class=\"summary\">\(wanted.sentence)</p>"]
        #expect(headings.contains { page.contains($0) }, "\(wanted.name)")
        let sections = page.matches(of: /<section aria-labelledby="(\w+)"/).map { String($0.output.1) }
        #expect(sections == wanted.sections, "\(wanted.name)")
        let nav = page.split(separator: "<nav")[1].split(separator: "</nav>")[0]
        #expect(nav.matches(of: /href="#(\w+)"/).map { String($0.output.1) } == wanted.sections, "\(wanted.name)")
        #expect(!page.contains("<tbody>\n</tbody>") && !page.contains("<ul></ul>"), "\(wanted.name)")
        #expect(Summary.text(input).contains(wanted.sentence), "\(wanted.name)")
    }
}

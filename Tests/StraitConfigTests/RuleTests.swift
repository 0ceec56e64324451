// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import Testing

@testable import StraitConfig

/// A configuration of four x86_64 cells and the two of ppc64le, with rules from line 6 on.
func rules(_ text: String) throws -> Configuration {
    try Configuration.parse(text: ruled(text), file: "t.yaml")
}

func ruled(_ text: String) -> String {
    """
    name: t
    kernels: { base: debian:trixie-backports }
    matrix:
      - { arch: x86_64, physBits: [36, 46], kaslr: [off, random] }
      - { arch: ppc64le, mmu: [radix, hash] }
    \(text)
    """
}

@Suite("Rules that take cells away and add others")
struct RuleTests {
    @Test(
        "which cells there are",
        arguments: [
            ("exclude: [{ physBits: 36 }]", ["46,kaslr-off", "46,kaslr-random", "radix", "hash"]),
            (
                "exclude: [{ physBits: 36, kaslr: off }]",
                ["36,kaslr-random", "46,kaslr-off", "46,kaslr-random", "radix", "hash"]
            ),
            (
                "exclude: [{ physBits: [36, 46], kaslr: no }, { arch: ppc64le }]",
                ["36,kaslr-random", "46,kaslr-random"]
            ),
            ("exclude: [{ arch: x86_64 }, { kernel: base, mmu: hash }]", ["radix"]),
            ("exclude: [{ deviceMemory: 256MiB, memory: 2GiB, arch: x86_64 }]", ["radix", "hash"]),
            // The machine's own value is one, where there is such an axis at all.
            ("exclude: [{ mmu: default }, { pciHole64: default }]", ["radix", "hash"]),
            (
                "exclude: [{ arch: x86_64 }]\ninclude: [{ arch: x86_64, physBits: 36, kaslr: off, pciHole64: 1GiB }]",
                ["radix", "hash", "pciHole64-1GiB,physBits-36,kaslr-off"]
            ),
            // What is included is there whatever is excluded, and once.
            (
                "exclude: [{ arch: [x86_64, ppc64le] }]\ninclude: [{ arch: ppc64le, mmu: [hash, hash] }]", ["hash"]
            ),
        ])
    func cells(_ text: String, _ expected: [String]) throws {
        let short = try rules(text).matrix().cells.map { cell in
            ["x86_64,base,physBits-", "x86_64,base,", "ppc64le,base,mmu-"].first { cell.id.hasPrefix($0) }
                .map { String(cell.id.dropFirst($0.count)) } ?? cell.id
        }
        #expect(short == expected)
    }

    @Test("a rule that does nothing is told, with its place")
    func idle() throws {
        let matrix = try rules(
            """
            exclude:
              - { physBits: 40 }
              - { physBits: 36, kaslr: off }
              - { kaslr: off, physBits: 36 }
            include:
              - { arch: ppc64le, mmu: radix }
              - { arch: x86_64, physBits: 36, kaslr: off }
            """
        ).matrix()
        #expect(
            matrix.notes == [
                "t.yaml:7: exclude[0]: matches no cell",
                "t.yaml:11: include[0]: adds no new cell",
            ])
    }

    @Test(
        "what a user reads of a wrong rule",
        arguments: [
            (
                "exclude: { arch: x86_64 }",
                "t.yaml:6: exclude: a map where a list of rules belongs, each such as - { arch: ppc64le, mmu: hash }"
            ),
            (
                "exclude: [{}]",
                "t.yaml:6: exclude[0]: a rule that names no axis would match every cell; name one, such as arch"
            ),
            (
                "exclude: [{ physbits: 36 }]",
                "t.yaml:6: exclude[0].physbits: unknown key; did you mean physBits?\nt.yaml:6: exclude[0]: a rule that names no axis would match every cell; name one, such as arch"
            ),
            ("exclude: [{ arch: amd64 }]", "t.yaml:6: exclude[0].arch: no architecture amd64; did you mean x86_64?"),
            ("exclude: [{ kernel: bse }]", "t.yaml:6: exclude[0].kernel: no kernel is called bse; did you mean base?"),
            (
                "exclude: [{ arch: x86_64, mmu: hash }]",
                "t.yaml:6: exclude[0].mmu: x86_64 has no such axis, only ppc64le"
            ),
            ("include: [{ physBits: 36 }]", "t.yaml:6: include[0].arch: is missing; known: x86_64, aarch64, ppc64le"),
            ("excludes: []", "t.yaml:6: excludes: unknown key; did you mean exclude?"),
        ])
    func wrong(_ text: String, _ expected: String) {
        #expect(complaints(ruled(text)) == expected)
    }

    @Test(
        "controls are added before all cells, whatever is excluded and expected",
        arguments: [
            ("", []), ("controls: false", []), ("controls: true\nexclude: [{ arch: x86_64 }]", Control.allCases),
            ("controls: base\nexpect: [{ cmdline: rdinit=/nothing, outcome: crashed }]", Control.allCases),
        ])
    func controls(_ text: String, _ expected: [Control]) throws {
        let matrix = try rules(text).matrix()
        #expect(matrix.cells.prefix(expected.count).compactMap(\.control) == expected)
        #expect(matrix.cells.dropFirst(expected.count).allSatisfy { $0.control == nil })
        #expect(matrix.notes == (text.contains("expect") ? ["t.yaml:7: expect[0]: matches no cell"] : []))
    }

    @Test("a kernel for the controls that there is not")
    func controlKernel() {
        #expect(
            complaints(ruled("controls: bse"))
                == "t.yaml:6: controls: \"bse\" where true, false or a kernel's name belongs; did you mean base?")
    }

    @Test("100,000 cells under twenty rules")
    func large() throws {
        let sizes = (0..<125).map { "\(1024 + 8 * $0)MiB" }.joined(separator: ", ")
        let seeds = (0..<80).map { "seed:\($0)" }.joined(separator: ", ")
        let rules = (0..<10).map { "{ arch: x86_64, memory: \(1024 + 8 * $0)MiB, kaslr: \"seed:\($0)\" }" }
        let other = (0..<10).map { "{ arch: aarch64, memory: \(1024 + 8 * $0)MiB }" }
        let text = """
            name: t
            kernels: { base: debian:sid }
            matrix: [{ arch: x86_64, memory: [\(sizes)], kaslr: [\(seeds)], physBits: [36, 37, 38, 39, 40, 41, 42, 43, 44, 45] }]
            exclude: [\((rules + other).joined(separator: ", "))]
            """
        let large = try Configuration.parse(text: text, file: "t.yaml")
        let matrix = large.matrix()
        #expect(matrix.cells.count == 100_000 - 100)
        #expect(matrix.notes.count == 10)
    }
}

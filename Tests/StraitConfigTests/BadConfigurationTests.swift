// SPDX-License-Identifier: Apache-2.0

import StraitModel
import Testing

@testable import StraitConfig

@Suite("What a user reads of a wrong configuration")
struct BadConfigurationTests {
    @Test(
        "in a row",
        arguments: [
            (
                "{ arch: x86_64, physbits: [36] }",
                "t.yaml:4: matrix[0].physbits: unknown key; did you mean physBits?"
            ),
            (
                "{ arch: x86_64, pyhsBits: 36 }",
                "t.yaml:4: matrix[0].pyhsBits: unknown key; did you mean physBits?"
            ),
            (
                "{ arch: x86_64, colour: red }",
                "t.yaml:4: matrix[0].colour: unknown key; known: arch, kernel, deviceMemory, memory, cpu, paging, pciHole64, "
                    + "highmem, physBits, mmu, pageSize, kaslr, cmdline, search, selftests, testHMM"
            ),
            (
                "{ arch: x86_64, physBits: [36, 31] }",
                "t.yaml:4: matrix[0].physBits[1]: 31 is out of range; 32 to 52 bits can be"
            ),
            (
                "{ arch: x86_64, physBits: many }",
                "t.yaml:4: matrix[0].physBits: \"many\" is not a whole number; 32 to 52 bits can be"
            ),
            (
                "{ arch: x86_64, physBits: 36.0 }",
                "t.yaml:4: matrix[0].physBits: \"36.0\" is not a whole number; 32 to 52 bits can be"
            ),
            (
                "{ arch: x86_64, physBits: 0x24 }",
                "t.yaml:4: matrix[0].physBits: \"0x24\" is not a whole number; 32 to 52 bits can be"
            ),
            (
                "{ arch: x86_64, physBits: }",
                "t.yaml:4: matrix[0].physBits: nothing where a number from 32 to 52 (bits) belongs"
            ),
            (
                "{ arch: x86_64, physBits: [] }",
                "t.yaml:4: matrix[0].physBits: an empty list; name a value, or leave the key out"
            ),
            (
                "{ arch: x86_64, physBits: [[36]] }",
                "t.yaml:4: matrix[0].physBits[0]: a list where a number from 32 to 52 (bits) belongs"
            ),
            (
                "{ arch: x86_64, kaslr: { seed: 7 } }",
                "t.yaml:4: matrix[0].kaslr: a map where off, random, random xN (up to 1000 layouts), seed:N with a whole number N or seed:N xM (boots) belongs"
            ),
            (
                "{ arch: x86_64, kaslr: on }",
                "t.yaml:4: matrix[0].kaslr: \"on\" is not a valid value; it takes off, random, random xN (up to 1000 layouts), seed:N with a whole number N or seed:N xM (boots)"
            ),
            (
                "{ arch: x86_64, paging: 5levels }",
                "t.yaml:4: matrix[0].paging: \"5levels\" is not a valid value; did you mean 5level?"
            ),
            (
                "{ arch: x86_64, memory: 16 }",
                "t.yaml:4: matrix[0].memory: \"16\" has no unit: write 16MiB, 16GiB or 16TiB"
            ),
            (
                "{ arch: x86_64, memory: 16GB }",
                "t.yaml:4: matrix[0].memory: \"16GB\" is not a size; did you mean 16GiB?"
            ),
            (
                "{ arch: x86_64, memory: 2 gib }",
                "t.yaml:4: matrix[0].memory: \"2 gib\" is not a size; did you mean 2GiB?"
            ),
            (
                "{ arch: x86_64, memory: 1.5GiB }",
                "t.yaml:4: matrix[0].memory: \"1.5GiB\" is not a size; write a whole number above zero, below 4194304TiB"
            ),
            (
                "{ arch: x86_64, deviceMemory: [4x64, 1x1GiB, 65x1GiB] }",
                """
                t.yaml:4: matrix[0].deviceMemory[0]: "64" has no unit: write 64MiB, 64GiB or 64TiB
                t.yaml:4: matrix[0].deviceMemory[1]: "1x1GiB" is one region; write 1GiB
                t.yaml:4: matrix[0].deviceMemory[2]: "65x1GiB" is not device memory; 2 to 64 regions at once can be, such as 4x1GiB
                """
            ),
            (
                "{ arch: x86_64, deviceMemory: [256MiB, lots] }",
                "t.yaml:4: matrix[0].deviceMemory[1]: \"lots\" is not a size; write 256MiB, 16GiB or 1TiB"
            ),
            ("{ arch: x86-64 }", "t.yaml:4: matrix[0].arch: no architecture x86-64; did you mean x86_64?"),
            ("{ arch: arm64 }", "t.yaml:4: matrix[0].arch: no architecture arm64; did you mean aarch64?"),
            ("{ arch: riscv64 }", "t.yaml:4: matrix[0].arch: no architecture riscv64; known: x86_64, aarch64, ppc64le"),
            ("{ kaslr: off }", "t.yaml:4: matrix[0].arch: is missing; known: x86_64, aarch64, ppc64le"),
            ("x86_64", "t.yaml:4: matrix[0]: \"x86_64\" where a row such as { arch: x86_64 } belongs"),
            (
                "{ arch: x86_64, kernel: cadidate }",
                "t.yaml:4: matrix[0].kernel: no kernel is called cadidate; did you mean candidate?"
            ),
            (
                "{ arch: x86_64, kernel: mainline }",
                "t.yaml:4: matrix[0].kernel: no kernel is called mainline; known: base, candidate"
            ),
            ("{ arch: x86_64, mmu: hash }", "t.yaml:4: matrix[0].mmu: x86_64 has no such axis, only ppc64le"),
            (
                "{ arch: [x86_64, ppc64le], mmu: hash }",
                "t.yaml:4: matrix[0].mmu: x86_64 has no such axis, only ppc64le; give x86_64 a row of its own"
            ),
            (
                "{ arch: aarch64, cpu: cortex-a55 }",
                "t.yaml:4: matrix[0].cpu: no CPU model cortex-a55 on aarch64; did you mean cortex-a35?"
            ),
            (
                "{ arch: x86_64, kaslr: off, kaslr: random }",
                "t.yaml:4: matrix[0].kaslr: is there twice; the first is on line 4"
            ),
            (
                "{ arch: x86_64, cmdline: !include more }",
                "t.yaml:4: matrix[0].cmdline: the tag !include has no effect here; leave it out"
            ),
        ])
    func row(_ row: String, _ expected: String) {
        #expect(complaints(row: row) == expected)
    }

    @Test(
        "in the sections around the matrix",
        arguments: [
            (
                "name: a/b", "kernels: { k: debian:sid }", "matrix: [{ arch: x86_64 }]",
                "t.yaml:1: name: \"a/b\" is not a valid name: it becomes part of file names, so letters, digits and . _ - (at most 64)"
            ),
            (
                "name: t", "kernels: { k: debain:sid }", "matrix: [{ arch: x86_64 }]",
                "t.yaml:2: kernels.k: debain is not a kind of source; did you mean debian:sid?"
            ),
            (
                "name: t", "kernels: { k: [debian:sid, sid] }", "matrix: [{ arch: x86_64 }]",
                "t.yaml:2: kernels.k[1]: \"sid\" is not a source of kernels; there are debian:SUITE, files:DIRECTORY, "
                    + "tree:DIRECTORY"
            ),
            (
                "name: t", "kernels: { k: \"debian:sid main\" }", "matrix: [{ arch: x86_64 }]",
                "t.yaml:2: kernels.k: \"sid main\" is not a kernel of Debian; it takes SUITE[/FLAVOUR][=VERSION], such as trixie-backports"
            ),
            (
                "name: t", "kernels: {}", "matrix: [{ arch: x86_64 }]",
                "t.yaml:2: kernels: no kernel; name one, as in stock: debian:trixie-backports"
            ),
            (
                "name: t", "kernels: { a: debian:sid, b: debian:forky }", "matrix: [{ arch: x86_64 }]",
                "t.yaml:3: matrix[0]: the row names no kernel, nor do the defaults; there are a, b"
            ),
            (
                "name: t", "kernels: { k: debian:sid }", "matrix: []",
                "t.yaml:3: matrix: no row; a matrix has at least one, such as - { arch: x86_64 }"
            ),
            (
                "name: t", "kernels: { k: debian:sid }", "matrix: { arch: x86_64 }",
                "t.yaml:3: matrix: a map where a list of rows belongs, each such as - { arch: x86_64 }"
            ),
            (
                "name: t", "kernels: { k: debian:sid }",
                "matrix: [{ arch: x86_64 }]\nexpect: [{ outcome: crashed, report: [warning, warnings] }, { outcome: passed, report: bug }]",
                "t.yaml:4: expect[0].report[1]: \"warnings\" is not a kind of report (panic, oops, bug, warning, kasan, ubsan, memory, "
                    + "lockdep, stall, leak, reboot) or a fingerprint such as warning-0123456789abcdef\n"
                    + "t.yaml:4: expect[1].report: belongs to crashed; passed has none"
            ),
            (
                "name: t", "kernels: { k: debian:sid }",
                "matrix: [{ arch: x86_64 }]\nworkload: { reloads: many }",
                "t.yaml:4: workload.reloads: \"many\" where a number from 0 to 1000 belongs: how often the probe is loaded and unloaded"
            ),
            (
                "name: t", "kernels: { k: debian:sid }",
                "matrix: [{ arch: x86_64 }]\nworkload: { selftests: hmm-test }",
                "t.yaml:4: workload.selftests: \"hmm-test\" where hmm-tests, none or a list of tests' names belongs; "
                    + "did you mean hmm-tests?"
            ),
            (
                "name: t", "kernels: { k: debian:sid }",
                "matrix: [{ arch: x86_64 }]\nworkload: { selftests: [\"a;reboot\"] }",
                "t.yaml:4: workload.selftests[0]: \"a;reboot\" is not the name of a test; hmm.hmm_device_private.open_close is one"
            ),
            (
                "name: t", "kernels: { k: debian:sid }",
                "matrix: [{ arch: x86_64 }]\nworkload: { selftests: [hmm-tests, none] }",
                "t.yaml:4: workload.selftests[0]: hmm-tests is not the name of a test; write it alone, as in selftests: hmm-tests\n"
                    + "t.yaml:4: workload.selftests[1]: none is not the name of a test; write it alone, as in selftests: none"
            ),
            (
                "name: t", "kernels: { k: debian:sid }", "matrix: [{ arch: x86_64 }]\ndefaults: { arch: x86_64 }",
                "t.yaml:4: defaults.arch: belongs in the rows of the matrix, not in defaults"
            ),
            (
                "name: t", "kernel: { k: debian:sid }", "kernels: { k: debian:sid }\nmatrix: [{ arch: x86_64 }]",
                "t.yaml:2: kernel: unknown key; did you mean kernels?"
            ),
            (
                "name: t", "kernels: { k: debian:sid }",
                "matrix: [{ arch: x86_64, physBits: &w [\(list(32...52))], memory: &m [\(list(300...500, "MiB"))], "
                    + "pciHole64: [\(list(1...200, "GiB"))] }]",
                "t.yaml:3: matrix[0]: more than 250000 cells up to this row"
            ),
        ])
    func section(_ name: String, _ kernels: String, _ rest: String, _ expected: String) {
        #expect(complaints([name, kernels, rest].joined(separator: "\n")) == expected)
    }

    @Test("all of it is told at once, in the order of the lines")
    func everything() {
        let text = """
            nmae: t
            kernels:
              stock: debain:sid
            matrix:
              - arch: x86_64
                physBits: 99
                physBits: 36
                memory: 2GB
              - { arch: aarch64, cpu: cortex-a53, cpu: max, highmem: maybe }
              - { arch: aarch46, kernel: stok }
            """
        #expect(
            complaints(text) == """
                t.yaml:1: name: is missing; write name: smoke
                t.yaml:1: nmae: unknown key; did you mean name?
                t.yaml:3: kernels.stock: debain is not a kind of source; did you mean debian:sid?
                t.yaml:6: matrix[0].physBits: 99 is out of range; 32 to 52 bits can be
                t.yaml:7: matrix[0].physBits: is there twice; the first is on line 6
                t.yaml:8: matrix[0].memory: "2GB" is not a size; did you mean 2GiB?
                t.yaml:9: matrix[1].cpu: is there twice; the first is on line 9
                t.yaml:9: matrix[1].highmem: "maybe" is not a valid value; known: on, off
                t.yaml:10: matrix[2].kernel: no kernel is called stok; did you mean stock?
                t.yaml:10: matrix[2].arch: no architecture aarch46; did you mean aarch64?
                """)
    }
}

private func list(_ range: ClosedRange<Int>, _ unit: String = "") -> String {
    range.map { "\($0)\(unit)" }.joined(separator: ", ")
}

// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import StraitModel

/// What QEMU 7.2.22 answers to `-machine q35 -m RAM -cpu MODEL,phys-bits=N,host-phys-bits=off` with
/// `-global q35-pcihost.pci-hole64-size=WINDOW`, asked for every width around the least.
@Suite("Least address widths of q35, as QEMU has them")
struct AddressMapTests {
    @Test(
        "AMD processors, max among them",
        arguments: [
            ("32GiB", "512MiB", 36), ("32GiB", "2GiB", 36), ("32GiB", "8GiB", 36),
            ("1GiB", "5GiB", 33), ("1GiB", "8GiB", 34), ("2GiB", "4GiB", 33), ("2GiB", "5GiB", 34),
            // RAM is split from 2816 MiB on, not above.
            ("4GiB", "2815MiB", 33), ("4GiB", "2816MiB", 34), ("4GiB", "3GiB", 34), ("4097MiB", "2GiB", 34),
            ("1536MiB", "2GiB", 33), ("28GiB", "2GiB", 35), ("28673MiB", "2GiB", 36), ("31GiB", "2GiB", 36),
            ("64GiB", "8GiB", 37), ("256GiB", "2GiB", 39),
            ("1000GiB", "8GiB", 40), ("1007GiB", "3GiB", 40), ("1007GiB", "8GiB", 41), ("1008GiB", "2GiB", 40),
            ("1008GiB", "3GiB", 41), ("1009GiB", "2GiB", 41), ("1TiB", "2GiB", 41), ("1TiB", "3GiB", 42),
            ("2TiB", "2GiB", 42),
        ])
    func amd(_ window: String, _ memory: String, _ bits: Int) throws {
        #expect(try map(window, memory, isAMD: true).leastBits == bits)
    }

    @Test(
        "others",
        arguments: [
            ("1007GiB", "8GiB", 40), ("1008GiB", "8GiB", 40), ("1009GiB", "8GiB", 40), ("1TiB", "8GiB", 41),
            ("2TiB", "8GiB", 42),
        ])
    func others(_ window: String, _ memory: String, _ bits: Int) throws {
        #expect(try map(window, memory, isAMD: false).leastBits == bits)
    }

    @Test(
        "what a cell says of it",
        arguments: [
            (["physBits": 35], "QEMU refuses 35 bits: its PCI window ends above them; 36 is the least, besides 32"),
            (["physBits": 36], nil), (["physBits": 32], nil), (["physBits": 32, "memory": 2815], nil),
            (
                ["physBits": 32, "memory": 2816],
                "32 bits do not reach all of 2816MiB of RAM: less than 2816MiB stays below 4GiB on this machine"
            ),
            (
                ["pciHole64": 2 << 20],
                "RAM and PCI window need 42 bits, the machine's own width is 40; name physBits"
            ),
            (
                ["physBits": 32, "pciHole64": 1024],
                "a machine of 32 bits has no 64-bit PCI window; leave out pciHole64"
            ),
            (["pciHole64": 2 << 20, "physBits": 42], nil), (["pciHole64": 1024, "physBits": 33], nil),
        ] as [([String: Int], String?)])
    func cells(_ requested: [String: Int], _ reason: String?) {
        #expect(cell(.x86_64, requested.mapValues { .integer($0) }).unsupported == reason)
    }

    private func map(_ window: String, _ memory: String, isAMD: Bool) throws -> Q35AddressMap {
        let sizes = try [memory, window].map { text in try #require(Mebibytes(parsing: text)) }
        return Q35AddressMap(memory: sizes[0], window: sizes[1], isAMD: isAMD)
    }
}

/// A cell with nothing but axes.
func cell(_ architecture: Architecture, _ requested: [String: AxisValue]) -> Cell {
    Cell(
        architecture: architecture, kernel: "k", requested: requested,
        workload: WorkloadRequest(deviceMemory: [DeviceMemoryRequest(Mebibytes(256))]))
}

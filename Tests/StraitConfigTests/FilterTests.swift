// SPDX-License-Identifier: Apache-2.0

import StraitModel
import Testing

@testable import StraitConfig

@Suite("Which cells --only leaves")
struct FilterTests {
    /// Ids of smoke's cells that match, without what is the same in all of them.
    private func matching(_ filters: String...) throws -> [String] {
        let filter = try Filter.parse(filters)
        let cells = try Configuration.parse(text: shipped("smoke.yaml"), file: "smoke.yaml").matrix().cells
        return cells.filter(filter.matches).map {
            $0.id.split(separator: ",").filter { $0 != "stock" }.dropLast().joined(separator: ",")
        }
    }

    @Test func terms() throws {
        #expect(
            try matching("arch=x86_64,physBits=36") == [
                "x86_64,physBits-36,kaslr-off", "x86_64,physBits-36,kaslr-random",
            ])
        #expect(
            try matching("physBits=36|40,kaslr=false") == [
                "x86_64,physBits-36,kaslr-off", "x86_64,physBits-40,kaslr-off",
            ])
        #expect(try matching(" cpu = neoverse-n1 , kaslr = random") == ["aarch64,cpu-neoverse-n1,kaslr-random"])
        #expect(try matching("physBits=32,kaslr=off", "mmu=hash").count == 2)
        #expect(try matching("deviceMemory=16GiB").count == 14)
        #expect(try matching("deviceMemory=8GiB").isEmpty)
        #expect(try matching("kernel=stock,memory=2GiB").count == 14)
        #expect(try matching("physBits=default").count == 6)
        #expect(try matching().count == 14)
    }

    @Test(arguments: [
        ("physbits=36", "--only: physbits: unknown axis; did you mean physBits?"),
        (
            "colour=red",
            "--only: colour: unknown axis; known: arch, kernel, deviceMemory, memory, cpu, paging, pciHole64, highmem, physBits, "
                + "mmu, pageSize, kaslr, cmdline"
        ),
        ("arch=amd46", "--only: arch: no architecture amd46; known: x86_64, aarch64, ppc64le"),
        ("physBits=99", "--only: physBits: 99 is out of range; 32 to 52 bits can be"),
        ("memory=2", "--only: memory: \"2\" has no unit: write 2MiB, 2GiB or 2TiB"),
        ("arch", "--only: \"arch\" is not a filter; write KEY=VALUE, such as arch=x86_64,physBits=36|40"),
        ("arch=x86_64,", "--only: \"\" is not a filter; write KEY=VALUE, such as arch=x86_64,physBits=36|40"),
        ("physBits=|", "--only: \"physBits=|\" is not a filter; write KEY=VALUE, such as arch=x86_64,physBits=36|40"),
        ("=36", "--only: \"=36\" is not a filter; write KEY=VALUE, such as arch=x86_64,physBits=36|40"),
    ])
    func wrong(_ text: String, _ expected: String) {
        #expect { try Filter.parse(text) } throws: { "\($0)" == expected }
    }
}

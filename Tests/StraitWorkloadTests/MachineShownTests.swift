// SPDX-License-Identifier: Apache-2.0

import StraitModel
import Testing

@testable import StraitWorkload

/// What guests show of their machine in `/proc/iomem` and `/proc/cmdline`, held against what was asked for.
@Suite struct MachineShownTests {
    /// The top of q35's map with 2 GiB of RAM (Linux 7.3.4).
    static func q35(_ window: String) -> String {
        """
        00001000-0009fbff : System RAM
        000a0000-000bffff : PCI Bus 0000:00
        00100000-7ffdffff : System RAM
        80000000-afffffff : PCI Bus 0000:00
        b0000000-bfffffff : PCI ECAM 0000 [bus 00-ff]
        c0000000-febfffff : PCI Bus 0000:00
          febf8000-febfbfff : 0000:00:03.0
        fffc0000-ffffffff : Reserved
        \(window)
        """
    }

    /// The machine `virt` without and with addresses above 4 GiB.
    static let low = """
        09000000-09000fff : pl011@9000000
        10000000-3efeffff : pcie@10000000
          10000000-10003fff : 0000:00:03.0
        3f000000-3fffffff : PCI ECAM
        40000000-bfffffff : System RAM
        """
    static let high = """
        09000000-09000fff : pl011@9000000
        10000000-3efeffff : pcie@10000000
        40000000-bfffffff : System RAM
        4010000000-401fffffff : PCI ECAM
        8000000000-ffffffffff : pcie@10000000
        """

    private func guest(_ architecture: Architecture, _ iomem: String) -> GuestEvidence {
        var guest = GuestEvidence(architecture: architecture)
        guest.ranges = ProcFiles.iomem(Array(iomem.utf8))
        return guest
    }

    private func window(_ iomem: String) -> AxisValue? { Axis.pciHole64.effective(guest(.x86_64, iomem)) }

    @Test(
        "the window above 4 GiB, whatever RAM is below it",
        arguments: [
            ("100000000-13fffffff : PCI Bus 0000:00", 1 as Int?), ("100000000-4ffffffff : PCI Bus 0000:00", 16),
            ("100000000-80ffffffff : PCI Bus 0000:00", 512),
            ("100000000-17fffffff : System RAM\n180000000-97fffffff : PCI Bus 0000:00", 32),
            ("fd00000000-ffffffffff : Reserved", nil), ("", nil),
        ])
    func window(_ line: String, _ gibibytes: Int?) {
        #expect(window(Self.q35(line)) == gibibytes.map { .integer($0 << 10) })
    }

    @Test func aWindowOfAnySizeIsOnlyANumber() {
        let window = window(Self.q35("100000000-ffffffffffffffff : PCI Bus 0000:00"))
        #expect(window == .integer((1 << 44) - (1 << 12)))
    }

    @Test func addressesAboveFour() {
        #expect(Axis.highmem.effective(guest(.aarch64, Self.low)) == .text("off"))
        #expect(Axis.highmem.effective(guest(.aarch64, Self.high)) == .text("on"))
        let bare = guest(.aarch64, "40000000-bfffffff : System RAM")
        #expect(Axis.highmem.effective(bare) == nil, "no PCI, nothing to tell it by")
    }

    private func ladderOf(_ asked: [String: AxisValue], iomem: String, cmdline: String = "console=ttyS0") async
        -> [RungRecord]
    {
        let cell = Cell(
            architecture: .x86_64, kernel: "stock",
            requested: asked.merging(["kaslr": .text("random")]) { own, _ in own },
            workload: WorkloadRequest(deviceMemory: [], suites: []))
        return await found(FakeGuest(instead: ["/proc/iomem": iomem, "/proc/cmdline": cmdline]), cell).ladder
    }

    @Test(
        "a window is what was asked for, up to the whole GiB at which QEMU has it end",
        arguments: [(16384, nil as String?), (16000, nil), (15360, "15GiB"), (32768, "32GiB"), (16385, "16385MiB")])
    func windowAskedFor(_ asked: Int, _ not: String?) async {
        let ladder = await ladderOf(
            ["pciHole64": .integer(asked)], iomem: Self.q35("100000000-4ffffffff : PCI Bus 0000:00"))
        #expect(ladder[0].outcome == (not == nil ? .passed : .invalid))
        #expect(ladder[0].cause == not.map { "requested pciHole64 \($0), the guest shows 16GiB" })
        #expect(ladder.count == (not == nil ? 6 : 1))
    }

    @Test("what the guest does not show has not been proved", arguments: ["pciHole64", "cmdline"])
    func unshown(_ axis: String) async {
        let asked: [String: AxisValue] = ["pciHole64": .integer(16384), "cmdline": .text("quiet")]
        let ladder = await ladderOf(asked.filter { $0.key == axis }, iomem: Self.q35(""), cmdline: "")
        #expect(ladder.first { $0.rung == .load }?.cause == "the guest does not show what was asked for: \(axis)")
        #expect(ladder.first { $0.rung == .load }?.outcome == .infrastructure)
    }

    @Test func highmemAskedFor() throws {
        let axis = Axis.highmem
        let guest = guest(.aarch64, Self.high)
        #expect(axis.mismatch(.text("off"), guest)?.sentence == "requested highmem off, the guest shows on")
        #expect(axis.mismatch(.text("on"), guest) == nil)
        #expect(axis.isShown == [.aarch64] && axis.effective(guest) == .text("on"))
    }

    @Test func argumentsThatDidNotArrive() async {
        let ladder = await ladderOf(
            ["cmdline": .text("quiet nopti")], iomem: Self.q35(""), cmdline: "console=ttyS0 quiet")
        #expect(ladder.map(\.outcome) == [.invalid])
        #expect(ladder[0].cause == "requested cmdline quiet nopti, the guest's kernel did not get nopti")
    }
}

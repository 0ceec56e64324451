// SPDX-License-Identifier: Apache-2.0

import StraitModel
import Testing

@testable import StraitWorkload

/// What the probe finds of what the kernel granted: nothing that is wrong, or that nobody tells of, passes.
@Suite struct ProbeCheckTests {
    private static let good = "asked=0x10000000 needed=yes\(FakeGuest.checks) iomem=same"

    private func result(_ answer: String, _ operation: String = "init") async -> DeviceMemoryResult {
        let line = "probe:strait-probe/1 op=\(operation) \(answer) step=none errno=0\n"
        return await found(FakeGuest([("\(operation) 256MiB", .output(line))]), cell(sizes: [256])).deviceMemory[0]
    }

    /// Of the good answer with something else in it.
    private func changed(_ old: String, _ new: String) async -> DeviceMemoryResult {
        await result(Self.good.replacing(old, with: new))
    }

    @Test func whatIsRightPasses() async {
        let result = await result(Self.good)
        #expect(result.outcome == .passed && result.cause == nil)
        #expect(
            result.checks == [
                "length": .passed, "place": .passed, "type": .passed, "pgmap": .passed, "zone": .passed,
                "node": .passed, "count": .passed, "zeroed": .passed, "aligned": .passed, "head": .passed,
            ])
    }

    @Test func whatIsLeftInTheAddressMapFails() async {
        let result = await changed("iomem=same", "iomem=changed")
        #expect(result.outcome == .failed && result.cause?.hasPrefix("/proc/iomem is not as before") == true)
    }

    /// A check, its figures, and the sentence that they make.
    @Test(arguments: [
        (
            "length", "bad=0x1 first=0x0 found=0xfff0000 wanted=0x10000000",
            "the range has 268369920 bytes where 268435456 were asked for"
        ),
        (
            "place", "bad=0x1 first=0x0 found=0xffffffffffff wanted=0xffffffffff",
            "the range ends at 0xffffffffffff, above 0xffffffffff, the last address that the kernel can map"
        ),
        (
            "pgmap", "bad=0x10 first=0x801 found=0x0 wanted=0xffff888000000000",
            "16 of 65536 struct pages do not belong to the region's dev_pagemap, the first is 2049"
        ),
        (
            "type", "bad=0x10000 first=0x0 found=0x0 wanted=0x1",
            "65536 of 65536 struct pages are not device-private, the first is 0"
        ),
        (
            "zone", "bad=0x10 first=0x801 found=0x3 wanted=0x4",
            "16 of 65536 struct pages are in zone 3, not in ZONE_DEVICE (4), the first is 2049"
        ),
        (
            "node", "bad=0x10 first=0x801 found=0x1 wanted=0x0",
            "16 of 65536 struct pages are of node 1, not of node 0, the first is 2049"
        ),
        (
            "count", "bad=0x10 first=0x801 found=0x1 wanted=0x0",
            "16 of 65536 struct pages are in use before anybody got them, the first is 2049 (its count is 1)"
        ),
        (
            "zeroed", "bad=0x10 first=0x801 found=0xdead wanted=0x0",
            "16 of 65536 struct pages are not zeroed, the first is 2049 (it has 0xdead)"
        ),
        (
            "aligned", "bad=0x1 first=0x0 found=0x6 wanted=0x9",
            "the array of struct pages is aligned to folios of order 6, and the largest have order 9"
        ),
        (
            "head", "bad=0x5fd first=0x1 found=0xffffc90000000000 wanted=0xffffc90000001000",
            "page_folio() is not the head of the large folio for 1533 pages, the first is 1"
        ),
    ])
    func whatIsWrongFails(_ name: String, _ figures: String, _ sentence: String) async {
        let keys = figures.split(separator: " ").map { "\(name)_\($0)" }.joined(separator: " ")
        let result = await changed(" \(name)=ok", " \(name)=bad \(keys)")
        #expect(result.outcome == .failed && result.rung == .`init` && result.errno == nil)
        #expect(result.cause == "256MiB are granted, and not right: \(sentence)")
        #expect(result.checks?[name] == .failed)
        let without = await changed(" \(name)=ok", " \(name)=bad")
        #expect(without.outcome == .failed && without.cause?.contains("?") == true, "figures or not")
    }

    /// Whatever is not told of has not passed.
    @Test(arguments: ["length", "place", "type", "pgmap", "zone", "node", "count", "zeroed", "aligned", "head"])
    func whatIsNotToldDoesNotPass(_ name: String) async {
        for other in ["", " \(name)=", " \(name)=OK", " \(name)=maybe"] {
            let result = await changed(" \(name)=ok", other)
            #expect(result.outcome == .infrastructure)
            #expect(result.cause?.hasPrefix("the probe does not say what it made of the check \(name)") == true)
            #expect(result.checks?[name] == nil)
        }
    }

    /// Nothing to look at is an answer only where there is nothing.
    @Test func whatIsNotThere() async {
        for name in ["length", "place", "type", "pgmap", "zone", "node", "count", "zeroed", "head"] {
            #expect(await changed(" \(name)=ok", " \(name)=none").outcome == .infrastructure, "\(name)")
        }
        #expect(await changed("aligned=ok", "aligned=none").checks?["aligned"] == .unsupported)
        // No large folios in this kernel, or no room for one.
        #expect(
            await changed("folio_order=9 array_order=25 aligned=ok head=ok", "folio_order=0 aligned=none head=none")
                .outcome == .passed)
        #expect(
            await changed("folio_order=9 array_order=25 aligned=ok head=ok", "folio_order=16 aligned=none head=none")
                .outcome == .passed)
        #expect(
            await changed("folio_order=9 array_order=25 aligned=ok head=ok", "aligned=none head=none").outcome
                == .infrastructure)
        // Pages of another dev_pagemap are asked nothing, and make no folio.
        let foreign = await result(
            Self.good.replacing("type=ok pgmap=ok", with: "type=none pgmap=bad").replacing("head=ok", with: "head=none")
        )
        #expect(foreign.outcome == .failed && foreign.cause?.contains("dev_pagemap") == true)
        #expect(foreign.checks?["type"] == .unsupported && foreign.checks?["head"] == .unsupported)
    }

    @Test func withoutAddresses() async {
        let numbers = Self.good.replacing("needed=yes", with: "needed=no")
        #expect(await result(numbers.replacing("place=ok", with: "place=none")).outcome == .passed)
        #expect(await result(numbers.replacing("length=ok", with: "length=none")).outcome == .infrastructure)
        let nothing = "asked=0x10000000 needed=no length=none place=none iomem=same"
        #expect(await result(nothing, "reserve").outcome != .failed)
    }

    /// What is reserved is looked at, too.
    @Test func atReserve() async {
        let long =
            "asked=0x10000000 length=ok place=bad place_found=0xffffffffffffffff place_wanted=0xffffffffff iomem=same"
        let result = await result(long, "reserve")
        #expect(result.outcome == .failed && result.rung == .reserve)
        #expect(result.cause?.contains("the range ends at 0xffffffffffffffff, above 0xffffffffff") == true)
        #expect(result.checks == ["length": .passed, "place": .failed])
        #expect(await self.result("asked=0x10000000 iomem=same", "reserve").outcome == .infrastructure)
    }

    /// Each of several regions is looked at.
    @Test func ofSeveralRegions() async {
        let asked = Cell(
            architecture: .x86_64, kernel: "stock", requested: ["physBits": .integer(40), "kaslr": .text("random")],
            workload: WorkloadRequest(deviceMemory: [DeviceMemoryRequest(Mebibytes(256), count: 2)]))
        func held(_ id: Int, _ checks: String) -> String {
            "probe:strait-probe/1 op=hold id=\(id) asked=0x10000000\(checks) step=none errno=0\n"
        }
        let list =
            "probe:strait-probe/1 op=region id=1 start=0x0\nprobe:strait-probe/1 op=region id=2 start=0x10000000\n"
        let bad = held(1, FakeGuest.checks) + held(2, FakeGuest.checks.replacing("node=ok", with: "node=bad")) + list
        let result = await found(FakeGuest([("hold", .output(bad))]), asked).deviceMemory[0]
        #expect(
            result.outcome == .failed
                && result.cause?.hasPrefix("region 2 of 2: 256MiB are granted, and not right") == true)
    }
}

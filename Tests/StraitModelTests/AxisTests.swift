// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import StraitModel

/// That every axis is whole, and what each makes of a guest's answers.
@Suite struct AxisTests {
    static let names = Axis.all.map(\.name)

    @Test(arguments: names) func isWhole(_ name: String) throws {
        let axis = try #require(Axis.named(name))
        #expect(!axis.summary.isEmpty && !axis.display.label.isEmpty && !axis.architectures.isEmpty)
        #expect(axis.display.phrase("VALUE").contains("VALUE"))
        #expect(!axis.asks.isEmpty, "an axis that asks the guest nothing proves nothing")
        #expect(axis.isShown.isSubset(of: axis.architectures))
        let option = axis.option
        #expect(option.name.allSatisfy { $0.isLowercase || $0.isNumber || $0 == "-" } && !option.value.isEmpty)
        #expect(option.help.hasSuffix(".") && option.help.first?.isLowercase == false)
    }

    @Test func noTwoAreCalledAlike() {
        #expect(Set(Self.names).count == Self.names.count)
        #expect(Set(Axis.all.map(\.option.name)).count == Axis.all.count)
        #expect(Set(Axis.all.map(\.display.label)).count == Axis.all.count)
    }

    @Test(
        "which platforms have it, and where every guest shows it",
        arguments: [
            ("memory", Architecture.allCases, Architecture.allCases),
            ("cpu", Architecture.allCases, [.aarch64, .ppc64le]), ("paging", [.x86_64], [.x86_64]),
            ("pciHole64", [.x86_64], [.x86_64]), ("highmem", [.aarch64], [.aarch64]),
            ("physBits", Architecture.allCases, [.x86_64]), ("mmu", [.ppc64le], [.ppc64le]),
            ("pageSize", [.aarch64, .ppc64le], [.aarch64, .ppc64le]),
            ("kaslr", Architecture.allCases, [.x86_64, .aarch64]),
            ("cmdline", Architecture.allCases, Architecture.allCases),
        ])
    func places(_ name: String, _ architectures: [Architecture], _ shown: [Architecture]) throws {
        let axis = try #require(Axis.named(name))
        #expect(axis.architectures == architectures && axis.isShown == Set(shown))
    }

    @Test(
        "summaries name the platforms that an axis is of",
        arguments: [
            ("paging", "4level or 5level page tables (x86_64)"), ("mmu", "radix or hash page tables (ppc64le)"),
            ("highmem", "whether the machine uses addresses above 4 GiB (aarch64)"),
            ("pageSize", "the kernel's page size: 4k, 16k (aarch64) or 64k"),
            ("pciHole64", "size of the 64-bit PCI window (x86_64); the machine's own is 32GiB"),
            ("cpu", "QEMU's CPU model; on aarch64 the address width comes with it"),
        ])
    func summary(_ name: String, _ summary: String) { #expect(Axis.named(name)?.summary == summary) }

    @Test(
        "standards",
        arguments: [
            (Architecture.x86_64, ["memory=2048", "cpu=max", "paging=4level", "kaslr=random"]),
            (.aarch64, ["memory=2048", "cpu=cortex-a57", "kaslr=random"]), (.ppc64le, ["memory=2048", "cpu=POWER9"]),
        ])
    func standards(_ architecture: Architecture, _ standards: [String]) {
        let all = Axis.all(of: architecture).compactMap { axis in
            axis.standard(architecture).map { "\(axis.name)=\($0)" }
        }
        #expect(all == standards)
    }

    @Test(
        "requested against shown, in a sentence where they differ",
        arguments: [
            ("physBits", .integer(36), .integer(40), .x86_64, "requested physBits 36, the guest shows 40"),
            ("physBits", .integer(36), .integer(36), .x86_64, nil),
            (
                "cpu", .text("cortex-a53"), .text("0x41/0xd07"), .aarch64,
                "requested cpu cortex-a53 (0x41/0xd03), the guest shows 0x41/0xd07"
            ),
            ("cpu", .text("cortex-a57"), .text("0x41/0xd07"), .aarch64, nil),
            (
                "cpu", .text("POWER8"), .text("POWER9 (architected)"), .ppc64le,
                "requested cpu POWER8, the guest shows POWER9 (architected)"
            ),
            ("cpu", .text("POWER9"), .text("POWER9 (architected)"), .ppc64le, nil),
            ("cpu", .text("max"), .text("QEMU TCG CPU"), .x86_64, nil),
            ("kaslr", .text("seed:7"), .text("on"), .x86_64, nil), ("kaslr", .text("off"), .text("off"), .x86_64, nil),
            ("kaslr", .text("off"), .text("on"), .x86_64, "requested kaslr off, the guest shows that it is on"),
            ("cmdline", .text("a b"), .text("x b"), .x86_64, "requested cmdline a b, the guest's kernel did not get a"),
            ("mmu", .text("hash"), .text("radix"), .ppc64le, "requested mmu hash, the guest shows radix"),
        ] as [(String, AxisValue, AxisValue, Architecture, String?)])
    func mismatch(
        _ name: String, _ asked: AxisValue, _ shown: AxisValue, _ architecture: Architecture, _ sentence: String?
    ) throws {
        let axis = try #require(Axis.named(name))
        let mismatch = axis.mismatch(asked, shown: shown, on: architecture)
        #expect(
            mismatch
                == sentence.map { AxisMismatch(axis: name, requested: asked, shown: shown, sentence: $0) })
    }

    @Test(
        "what a kernel cannot be",
        arguments: [
            ("kaslr", AxisValue.text("random"), "the kernel is built without KASLR (CONFIG_RANDOMIZE_BASE)" as String?),
            ("kaslr", .text("off"), nil), ("pageSize", .text("16k"), "the kernel has pages of 4k, not 16k"),
            ("pageSize", .text("4k"), nil), ("memory", .integer(512), nil),
        ])
    func refusal(_ name: String, _ value: AxisValue, _ reason: String?) {
        let kernel = KernelFacts(
            options: ["DEVICE_PRIVATE": "y", "RANDOMIZE_BASE": "n"], pageSizeKiB: 4, interface: "range", contents: [])
        #expect(Axis.named(name)?.refusal(value, kernel) == reason)
    }

    @Test(
        "whether a kernel randomized itself, by what it shows",
        arguments: [
            (Architecture.x86_64, 0xffff_ffff_a100_0000, nil, "", true as Bool?),
            (.x86_64, 0xffff_ffff_8100_0000, nil, "quiet", nil),
            (.x86_64, 0xffff_ffff_8100_0000, nil, "nokaslr", false),
            (.x86_64, 0xffff_ffff_8100_0000, 0xffff_8880_0000_0000, "", false),
            (.x86_64, 0xffff_ffff_8100_0000, 0xffff_8c00_0000_0000, "", true), (.x86_64, nil, nil, "", nil),
            (.aarch64, 0xffff_8000_8000_0000, nil, "", false), (.aarch64, 0xffff_a100_0000_0000, nil, "", true),
            (.ppc64le, 0xc000_0000_0000_0000, nil, "", nil),
        ] as [(Architecture, UInt64?, UInt64?, String, Bool?)])
    func kaslr(_ architecture: Architecture, _ text: UInt64?, _ map: UInt64?, _ words: String, _ isOn: Bool?) {
        var guest = GuestEvidence(architecture: architecture)
        guest.layout = Layout()
        guest.layout?.textAddress = text.map { Address($0) }
        guest.layout?.directMap = map.map { Address($0) }
        guest.answers["cmdline"] = GuestAnswer([words])
        #expect(Axis.kaslr.effective(guest) == isOn.map { .text($0 ? "on" : "off") })
        // What the kernel says itself comes before its address, where it says anything.
        guest.answers["kaslr"] = GuestAnswer(["KASLR disabled due to lack of seed"])
        #expect(
            Axis.kaslr.effective(guest)
                == (architecture == .aarch64 ? .text("off") : isOn.map { .text($0 ? "on" : "off") }))
    }

    @Test func everyGuestIsAskedTheSameFirst() {
        for architecture in Architecture.allCases {
            let all = GuestQuestion.all(of: architecture)
            #expect(Array(all.prefix(GuestQuestion.always.count)) == GuestQuestion.always)
            #expect(Set(all.map(\.name)).count == all.count, "an answer has one question")
        }
    }

    @Test func pagingByASignOfItsOwn() {
        let paging = Platform.Paging(name: "sv39", features: [], arguments: ["no4lvl"], sign: .value(of: "mmu", "sv39"))
        #expect(paging.sign.isThere(in: GuestAnswer(["hart : 0", "mmu\t: sv39"])))
        #expect(!paging.sign.isThere(in: GuestAnswer(["mmu\t: sv48"])))
    }

    /// A damaged file can hold any number, and reports calculate with it.
    @Test(arguments: [Int.min, -1, 1 << 53, Int.max]) func aNumberThatNoAxisHasIsRefused(_ number: Int) throws {
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([AxisValue].self, from: Data("[\(number)]".utf8))
        }
        let text = Data("[0, \((1 << 53) - 1), \"random\"]".utf8)
        #expect(
            try JSONDecoder().decode([AxisValue].self, from: text)
                == [.integer(0), .integer((1 << 53) - 1), .text("random")])
    }
}

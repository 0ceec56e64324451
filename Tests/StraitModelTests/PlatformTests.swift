// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import StraitModel

/// What the files of the platforms say, and that it fits together.
@Suite struct PlatformTests {
    static let all = Architecture.allCases.map(\.platform)

    @Test(arguments: Architecture.allCases) func describesItsArchitecture(_ architecture: Architecture) {
        #expect(architecture.platform.architecture == architecture)
    }

    @Test func noTwoAreCalledAlike() {
        func isUnique(_ name: (Platform) -> String) -> Bool { Set(Self.all.map(name)).count == Self.all.count }
        #expect(isUnique(\.machine.emulator) && isUnique(\.machine.package) && isUnique(\.kernel.mark))
        #expect(isUnique(\.debian.architecture) && isUnique(\.kernel.triplet) && isUnique(\.kernel.architecture))
        let others = Self.all.flatMap(\.otherNames)
        #expect(Set(others).count == others.count)
        #expect(!others.contains { Architecture(rawValue: $0) != nil || $0 != $0.lowercased() })
    }

    @Test(arguments: Architecture.allCases) func processorsFitTheirPlatform(_ architecture: Architecture) {
        let platform = architecture.platform
        let processors = platform.processors
        let names = processors.models.map(\.name)
        #expect(Set(names).count == names.count)
        #expect(names.isEmpty || names.contains(processors.standard))
        #expect(!processors.identity.isEmpty && processors.identity.allSatisfy { $0 == $0.lowercased() })
        let (pages, mmus) = (Set(platform.pages.map(\.kibibytes)), processors.mmus.map(\.name))
        for model in processors.models {
            #expect(Set(model.pages).isSubset(of: pages) && !model.pages.isEmpty, "\(model.name)")
            #expect(Set(model.mmus).isSubset(of: mmus) && model.mmus.isEmpty == mmus.isEmpty, "\(model.name)")
            // A width that a model fixes is of use only where the model decides it.
            #expect((model.width.bits != nil) == (platform.addresses.width == .ofModel), "\(model.name)")
        }
    }

    @Test(arguments: Architecture.allCases) func pagesAreListedOnceAndTheUsualNeedNothing(_ architecture: Architecture)
    {
        let pages = architecture.platform.pages
        #expect(Set(pages.map(\.kibibytes)).count == pages.count)
        #expect(pages.first == Platform.Page(kibibytes: 4, option: "", flavour: .suffix("")))
        #expect(pages.dropFirst().allSatisfy { $0.option.hasPrefix("CONFIG_") && $0.option.hasSuffix("=y") })
    }

    @Test(arguments: Architecture.allCases) func columnsAreThoseOfAnAxis(_ architecture: Architecture) {
        #expect(Axis.all(of: architecture).contains { $0.name == architecture.platform.columnAxis })
    }

    @Test(
        "what a guest of each is started with",
        arguments: [
            (
                Architecture.x86_64, "q35", "max",
                "console=ttyS0 no_timer_check panic=-1 log_buf_len=4M cryptomgr.notests"
            ),
            (.aarch64, "virt", "cortex-a57", "console=ttyAMA0 panic=-1 log_buf_len=4M cryptomgr.notests"),
            (.ppc64le, "pseries", "POWER9", "console=hvc0 panic=-1 log_buf_len=4M cryptomgr.notests"),
        ])
    func machine(_ architecture: Architecture, _ type: String, _ cpu: String, _ commandLine: String) {
        let setup = GuestSetup(architecture: architecture)
        #expect(architecture.platform.machine.type == type && setup.cpuModel == cpu)
        #expect(setup.commandLine == commandLine)
    }

    @Test(
        "what a suite adds to a flavour for a page size",
        arguments: [
            (Architecture.x86_64, "trixie", [4: ""]), (.aarch64, "trixie", [4: "", 16: "-16k"]),
            (.aarch64, "bookworm", [4: ""]), (.ppc64le, "trixie", [4: "", 64: "-64k"]),
            (.ppc64le, "bookworm", [64: ""]),
        ])
    func suffixes(_ architecture: Architecture, _ suite: String, _ suffixes: [Int: String]) {
        let platform = architecture.platform
        #expect(platform.debian.suffixes(in: suite, platform.pages) == suffixes)
    }

    @Test(
        "what has to be emulated, and why",
        arguments: [
            (Architecture.x86_64, "max", nil, nil),
            (.x86_64, "max", 7, "a seed has no effect on the processor's own RDRAND"),
            (.aarch64, "max", nil, nil), (.aarch64, "cortex-a57", nil, "the processor is no cortex-a57"),
            (.ppc64le, "POWER9", nil, "there is no such processor here"),
        ] as [(Architecture, String, UInt64?, String?)])
    func emulation(_ architecture: Architecture, _ cpu: String, _ seed: UInt64?, _ reason: String?) {
        var setup = GuestSetup(architecture: architecture)
        setup.cpuModel = cpu
        setup.seed = seed
        #expect(setup.needsEmulation == reason)
    }
}

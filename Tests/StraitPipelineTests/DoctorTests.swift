// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitImage
import StraitModel
import Testing

@testable import StraitPipeline

@Suite struct DoctorTests {
    private let run: FakeRun

    init() throws { run = try FakeRun() }

    private func instruments(
        _ launcher: FakeLauncher? = nil, works: Bool = true, image: GuestImage? = nil
    ) -> DoctorInstruments {
        DoctorInstruments(
            version: { name, package in
                ImageTools.Tool(name: name, package: package, works: works, detail: works ? "8.2" : "not installed")
            },
            tools: { [ImageTools.Tool(name: "git", package: "git", works: works, detail: works ? "2.39" : "gone")] },
            connect: {
                guard let launcher else { throw StraitError(.infrastructure, "cannot connect") }
                return launcher
            },
            image: { architecture in architecture == .x86_64 ? image : nil })
    }

    private func diagnoses(_ instruments: DoctorInstruments, cache: String? = nil) async -> [Diagnosis] {
        let path = run.scratch.path
        var all: [Diagnosis] = []
        await Doctor(
            Locations(cache: cache ?? path, runtime: path, recipes: path), .tcg, instruments
        ).examine { all.append($0) }
        return all
    }

    @Test func aHostThatHasEverythingWorks() async {
        let all = await diagnoses(instruments(FakeLauncher(Behaviour()), image: run.image))
        func state(_ name: String) -> Diagnosis.State? { all.first { $0.name == name }?.state }
        #expect(state("QEMU for x86_64") == .works && state("libvirt's embedded driver") == .works)
        #expect(state("git") == .works && state("image for x86_64") == .works && state("guests of x86_64") == .works)
        // What there is no image of was not tried, which mends itself with one.
        #expect(state("guests of aarch64") == .untried)
        #expect(all.first { $0.name == "guests of aarch64" }?.mend == "strait image build")
        #expect(all.filter { $0.state == .works }.allSatisfy { $0.mend == nil })
    }

    @Test func whatIsMissingHasACommandThatMendsIt() async {
        let all = await diagnoses(instruments(works: false))
        let missing = all.filter { $0.state == .missing && !$0.name.hasPrefix("cache ") }
        #expect(missing.count == Architecture.allCases.count + 2)
        #expect(missing.allSatisfy { $0.mend?.hasPrefix("apt-get install ") == true }, "\(missing)")
        #expect(all.first { $0.name == "libvirt's embedded driver" }?.detail == "cannot connect")
    }

    @Test func aHostThatBootsNothingIsFoundByABoot() async {
        let trouble = StraitError(.infrastructure, "QEMU does not start")
        let all = await diagnoses(instruments(FakeLauncher(Behaviour(launch: .fails(trouble))), image: run.image))
        let guests = all.first { $0.name == "guests of x86_64" }
        #expect(guests?.state == .missing)
        #expect(guests?.detail.contains("QEMU does not start") == true)
    }

    @Test func aCacheThatCannotBeIsTold() async {
        let all = await diagnoses(instruments(), cache: "/proc/none/cache")
        let cache = all.first { $0.name == "cache /proc/none/cache" }
        #expect(cache?.state == .missing && cache?.mend?.hasPrefix("set XDG_CACHE_HOME") == true)
    }
}

// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import Synchronization
import Testing

@testable import StraitPipeline

/// How a host's guests are run, found out without one.
@Suite struct HostSpeedTests {
    private let run: FakeRun

    init() throws { run = try FakeRun() }

    private func speed(
        _ launcher: FakeLauncher, _ choice: Acceleration? = nil, anew: Bool = false, kvm: Bool = false,
        host: Architecture? = .x86_64, told: @escaping (String) -> Void = { _ in }
    ) async throws -> GuestSpeed {
        let cache = SpeedCache(cache: run.scratch.path, connection: nil, versions: launcher.versions)
        let speed = HostSpeed(
            host: launcher, cache: cache, choice: choice, isAnew: anew, hasKVM: kvm, hostArchitecture: host)
        let files = try await run.files()
        return await speed.speed(of: run.image, files: { files }, tell: told)
    }

    private static let broken = Behaviour(channel: .fails(StraitError(.deadline, "no sign of life")))

    @Test func withoutKVMOneBootUnderEmulationTells() async throws {
        let launcher = FakeLauncher(Behaviour())
        let found = try await speed(launcher)
        #expect(found.acceleration == .tcg && found.bootSeconds != nil)
        #expect(found.reason == "there is no /dev/kvm that this user may open")
        #expect(launcher.plans.map(\.acceleration) == [.tcg])
        #expect(launcher.guests.allSatisfy { $0.count(of: "destroy") == 1 })
    }

    @Test func aBootProvesKVM() async throws {
        let launcher = FakeLauncher(Behaviour())
        let found = try await speed(launcher, kvm: true)
        #expect(found.acceleration == .kvm && found.reason == nil)
        #expect(launcher.plans.map(\.acceleration) == [.kvm] && launcher.plans[0].setup.cpuModel == "max")
    }

    /// /dev/kvm may be there and run no guest.
    @Test func whereABootDisprovesKVMGuestsAreEmulated() async throws {
        let launcher = FakeLauncher(Self.broken, Behaviour())
        let found = try await speed(launcher, kvm: true)
        #expect(found.acceleration == .tcg && found.bootSeconds != nil)
        #expect(found.reason?.hasPrefix("there is /dev/kvm, but a guest does not boot with it: ") == true)
        #expect(launcher.guests.allSatisfy { $0.count(of: "destroy") == 1 })
    }

    @Test func aForeignArchitectureNeedsNoWords() async throws {
        let launcher = FakeLauncher(Behaviour())
        let found = try await speed(launcher, kvm: true, host: .aarch64)
        #expect(found.acceleration == .tcg && found.reason == nil)
    }

    @Test func whatWasFoundOutIsNotAskedAgain() async throws {
        let first = try await speed(FakeLauncher(Behaviour()))
        let again = FakeLauncher(Behaviour())
        #expect(try await speed(again) == first)
        #expect(again.plans.isEmpty)
        #expect(try await speed(again, anew: true).bootSeconds != nil && again.plans.count == 1)
    }

    @Test func whatWasAskedForIsUsedAndNotKept() async throws {
        let emulated = try await speed(FakeLauncher(Behaviour()), .tcg, kvm: true)
        #expect(emulated.acceleration == .tcg && emulated.reason == "it was asked for")
        // Even where a boot disproves it: the cells say so again.
        let forced = try await speed(FakeLauncher(Self.broken), .kvm, kvm: true)
        #expect(forced.acceleration == .kvm && forced.bootSeconds == nil)
        let launcher = FakeLauncher(Behaviour())
        #expect(try await speed(launcher).acceleration == .tcg && launcher.plans.count == 1)
    }

    @Test func aHostThatBootsNothingSaysSo() async throws {
        let trouble = StraitError(.infrastructure, "QEMU does not start")
        let told = Mutex<[String]>([])
        let found = try await speed(FakeLauncher(Behaviour(launch: .fails(trouble)))) { line in
            told.withLock { $0.append(line) }
        }
        #expect(found.acceleration == .tcg && found.bootSeconds == nil)
        #expect(found.reason == "the boot for the measurement failed: QEMU does not start")
        #expect(told.withLock { $0 } == ["speed of x86_64 guests: booting one"])
    }

    @Test func theLastWordsOfAQEMUAreTheReason() async throws {
        var behaviour = Self.broken
        behaviour.lastWords = "cannot allocate memory"
        let found = try await speed(FakeLauncher(behaviour))
        #expect(found.reason?.contains("cannot allocate memory") == true)
    }
}

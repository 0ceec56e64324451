// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitPipeline
import StraitStore
import Testing

extension LiveTests {
    /// Guests that panic, hang, or lose their QEMU: what each is called, and that nothing is left of it.
    struct TroubleTests {
        @Test(.timeLimit(.minutes(10)))
        func aPanicEndsTheWaitAtOnceAndIsTheCause() async throws {
            let directory = try TemporaryDirectory()
            let start = ContinuousClock.now
            // The kernel looks for that program, finds none, and then for a root file system that is not there.
            let (result, _) = try await Live.run("arch: x86_64, kaslr: off, cmdline: rdinit=/nothing", in: directory)
            #expect(result.outcome == .crashed)
            #expect(result.rung == .boot)
            #expect(result.cause?.contains("Kernel panic") == true)
            #expect(result.reports.contains { $0.kind == .panic })
            // Far below the boot's deadline: nobody waited for it.
            #expect(ContinuousClock.now - start < .seconds(100))
            #expect(result.attempts == 1)
        }

        @Test(.timeLimit(.minutes(10)))
        func aGuestWhoseInitNeverSaysThatItIsReadyHangsWithItsLastLine() async throws {
            let directory = try TemporaryDirectory()
            // A shell that waits for someone to type is no init: the guest never says that it is ready.
            let (result, _) = try await Live.run(
                "arch: aarch64, kaslr: off, cmdline: rdinit=/bin/sh", in: directory, patience: 0.2)
            #expect(result.outcome == .hung)
            #expect(result.rung == .boot)
            #expect(result.cause?.contains("last line") == true)
            // Nobody says anything there; and the kernel, which echoes what is typed, is not what stands still.
            #expect(result.hang == .lostSSH)
        }

        @Test(.timeLimit(.minutes(10)))
        func aCPUThatLibvirtDoesNotKnowIsNoTroubleOfTheHosts() async throws {
            let directory = try TemporaryDirectory()
            let (result, _) = try await Live.run("arch: x86_64, kaslr: off, cpu: Nope", in: directory)
            #expect(result.outcome == .unsupported)
            #expect(result.attempts == 1)
            #expect(result.cause?.contains("no CPU model Nope") == true, "\(result.cause ?? "")")
        }

        @Test(.timeLimit(.minutes(10)))
        func aKilledEmulatorIsTheInfrastructuresTroubleAndTriedAgain() async throws {
            let directory = try TemporaryDirectory()
            let once = Once()
            let (result, _) = try await Live.run("arch: x86_64, kaslr: off", in: directory) { event in
                guard case .rungReached(_, .axes) = event, once.first() else { return }
                for id in Live.guests() { kill(id, SIGKILL) }
            }
            #expect(result.attempts == 2)
            #expect(result.retried.first?.contains("QEMU died by itself") == true, "\(result.retried)")
            #expect(result.outcome == .passed, "\(result.cause ?? "")")
        }
    }
}

/// Says yes once.
private final class Once: @unchecked Sendable {
    private let lock = NSLock()
    private var used = false

    func first() -> Bool {
        lock.withLock {
            defer { used = true }
            return !used
        }
    }
}

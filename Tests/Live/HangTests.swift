// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitPipeline
import Testing

extension LiveTests {
    /// Guests that stop answering, each in another way: what each is called. Deadlines are a tenth of the usual ones, so that nobody
    /// waits for long; the guest does what is tested a moment after it was logged in to.
    struct HangTests {
        private static let patience = 0.1

        /// Boots a cell, runs a command in its guest before the workload, and gives the result.
        private func result(_ command: String, _ hook: @escaping @Sendable (RunEvent) -> Void = { _ in }) async throws
            -> CellResult
        {
            let directory = try TemporaryDirectory()
            let visit = GuestVisit.command(command, at: .before) { _ in
            } errors: { _ in
            } ended: { _ in
            }
            let (result, _) = try await Live.run(
                "arch: x86_64, kaslr: off", in: directory, patience: Self.patience, visit: visit, hook)
            #expect(result.rung > .login, "\(result.cause ?? "")")
            #expect(Live.guests(of: "guest=strait-").isEmpty)
            return result
        }

        /// The command line of something that happens by itself, a second later.
        private static func later(_ command: String) -> String {
            "setsid sh -c 'sleep 1; \(command)' </dev/null >/dev/null 2>&1 &"
        }

        @Test(.timeLimit(.minutes(5)))
        func aPanicUnderTheWorkloadIsAPanic() async throws {
            let result = try await result(Self.later("echo c >/proc/sysrq-trigger"))
            #expect(result.outcome == .crashed && result.hang == nil)
            #expect(result.reports.first?.kind == .panic, "\(result.reports.map(\.title))")
            #expect(result.cause?.contains("sysrq triggered crash") == true)
        }

        @Test(.timeLimit(.minutes(5)))
        func aRebootWithoutAReportIsACrashOfItsOwnKind() async throws {
            let result = try await result(Self.later("echo b >/proc/sysrq-trigger"))
            #expect(result.outcome == .crashed && result.hang == nil && result.reports.isEmpty)
            #expect(
                result.cause?.hasPrefix("the guest ended by itself, without a report") == true, "\(result.cause ?? "")")
        }

        /// The SSH server ends the session, and the guest goes on.
        @Test(.timeLimit(.minutes(5)))
        func aSessionThatIsClosedIsLostSSHAndTheInfrastructures() async throws {
            let result = try await result(Self.later("killall -9 dropbear"))
            #expect(result.outcome == .infrastructure && result.hang == .lostSSH, "\(result.cause ?? "")")
        }

        /// The SSH server stands still, and the console shows that the kernel does not.
        @Test(.timeLimit(.minutes(5)))
        func aChannelThatIsDeadWhileTheConsoleGoesOnIsLostSSH() async throws {
            let beat = "(while :; do echo beat >/dev/console; sleep 0.2; done) & killall -STOP dropbear"
            let result = try await result(Self.later(beat))
            #expect(result.outcome == .hung && result.hang == .lostSSH, "\(result.cause ?? "")")
            #expect(result.cause?.hasSuffix("the console's last line: beat") == true, "\(result.cause ?? "")")
        }

        /// The whole machine stands still: QEMU is stopped, and not ended.
        @Test(.timeLimit(.minutes(5)))
        func aGuestFromWhichNothingComesIsSilent() async throws {
            let result = try await result("true") { event in
                guard case .climbing(_, .load) = event else { return }
                for id in Live.guests(of: "guest=strait-").compactMap({ Int32($0) }) { kill(id, SIGSTOP) }
            }
            #expect(result.outcome == .hung && result.hang == .silence && result.rung == .load, "\(result.cause ?? "")")
            #expect(result.cause?.hasPrefix("the guest has fallen silent") == true)
        }

        /// A command takes longer than it may, and the guest answers all the same.
        @Test(.timeLimit(.minutes(5)))
        func aGuestThatAnswersLateIsSlow() async throws {
            let sleeper = "rm -f /bin/uname; printf '#!/bin/sh\\nsleep 600\\n' >/bin/uname; chmod 755 /bin/uname"
            let result = try await result(sleeper)
            #expect(result.outcome == .hung && result.hang == .slow && result.rung == .axes, "\(result.cause ?? "")")
        }
    }
}

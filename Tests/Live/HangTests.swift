// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitPipeline
import Testing

extension LiveTests {
    /// Guests that stop answering, each in another way: what each is called. Deadlines are a fifth of the usual ones, so that nobody
    /// waits for long.
    struct HangTests {
        private static let patience = 0.2

        /// Boots a cell in whose guest loading the probe is `trouble` instead, and gives the result.
        private func result(
            _ trouble: String, on arch: String = "x86_64", _ hook: @escaping @Sendable (RunEvent) -> Void = { _ in }
        ) async throws
            -> CellResult
        {
            let directory = try TemporaryDirectory()
            let visit = GuestVisit.command(Self.instead(trouble), at: .before) { _ in
            } errors: { _ in
            } ended: { _ in
            }
            let (result, _) = try await Live.run(
                "arch: \(arch)", in: directory, patience: Self.patience, visit: visit, hook)
            #expect(result.rung == .load, "\(result.cause ?? "passed")")
            #expect(Live.guests().isEmpty)
            return result
        }

        /// Puts a script in the place of the guest's program, which does the rest of what it is asked.
        private static func instead(_ trouble: String) -> String {
            """
            real=$(command -v strait-guest) && mv "$real" "$real.real" && cat >"$real" <<END && chmod 755 "$real"
            #!/bin/sh
            case "\\$*" in *"load load /strait/strait_probe.ko"*) \(trouble);; esac
            exec $real.real "\\$@"
            END
            """
        }

        @Test(.timeLimit(.minutes(5)))
        func aPanicUnderTheWorkloadIsAPanic() async throws {
            let result = try await result("echo c >/proc/sysrq-trigger")
            #expect(result.outcome == .crashed && result.hang == nil)
            #expect(result.reports.first?.kind == .panic, "\(result.reports.map(\.title))")
            #expect(result.cause?.contains("sysrq triggered crash") == true)
        }

        @Test(.timeLimit(.minutes(5)))
        func aRebootWithoutAReportIsACrashOfItsOwnKind() async throws {
            let result = try await result("echo b >/proc/sysrq-trigger")
            #expect(result.outcome == .crashed && result.hang == nil && result.reports.isEmpty)
            #expect(
                result.cause?.hasPrefix("the guest ended by itself, without a report") == true, "\(result.cause ?? "")")
        }

        /// The SSH server ends the session, and the guest goes on.
        @Test(.timeLimit(.minutes(5)))
        func aSessionThatIsClosedIsLostSSHAndTheInfrastructures() async throws {
            let result = try await result("killall -9 dropbear")
            #expect(result.outcome == .infrastructure && result.hang == .lostSSH, "\(result.cause ?? "")")
        }

        /// The SSH server stands still, and nothing is on the console; the kernel echoes what is typed there.
        @Test(.timeLimit(.minutes(5)), arguments: ["x86_64", "aarch64", "ppc64le"])
        func aDeadChannelToAQuietGuestIsLostSSH(_ arch: String) async throws {
            let result = try await result("killall -STOP dropbear", on: arch)
            #expect(result.outcome == .hung && result.hang == .lostSSH, "\(result.cause ?? "")")
        }

        /// The SSH server stands still, and the console shows that the kernel does not.
        @Test(.timeLimit(.minutes(5)))
        func aChannelThatIsDeadWhileTheConsoleGoesOnIsLostSSH() async throws {
            let result = try await result(
                "(while :; do echo beat >/dev/console; sleep 0.2; done) & killall -STOP dropbear")
            #expect(result.outcome == .hung && result.hang == .lostSSH, "\(result.cause ?? "")")
            #expect(result.cause?.contains("the console's last line: beat") == true, "\(result.cause ?? "")")
        }

        /// The whole machine stands still: QEMU is stopped, and not ended.
        @Test(.timeLimit(.minutes(5)))
        func aGuestFromWhichNothingComesIsSilent() async throws {
            let result = try await result("true") { event in
                guard case .rungReached(_, .load) = event else { return }
                for id in Live.guests() { kill(id, SIGSTOP) }
            }
            #expect(result.outcome == .hung && result.hang == .silence, "\(result.cause ?? "")")
            #expect(result.cause?.hasPrefix("the guest is silent") == true)
        }

        /// A task that waits in the kernel, and that no signal reaches: one in a frozen group (cgroup v1) is one.
        @Test(.timeLimit(.minutes(5)))
        func aTaskThatIsStuckInTheKernelIsNamed() async throws {
            let result = try await result(
                "mkdir /tmp/f && mount -t cgroup -o freezer none /tmp/f && mkdir /tmp/f/x && echo \\$\\$ >/tmp/f/x/tasks && "
                    + "echo FROZEN >/tmp/f/x/freezer.state")
            #expect(result.outcome == .hung && result.hang == .stuck, "\(result.cause ?? "")")
            #expect(result.cause?.contains("stuck in its kernel: strait-guest in __refrigerator < ") == true)
        }

        /// A command takes longer than it may, and the guest answers all the same.
        @Test(.timeLimit(.minutes(5)))
        func aGuestThatAnswersLateIsSlow() async throws {
            let result = try await result("sleep 600")
            #expect(result.outcome == .hung && result.hang == .slow, "\(result.cause ?? "")")
        }
    }
}

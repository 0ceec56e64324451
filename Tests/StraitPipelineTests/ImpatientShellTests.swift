// SPDX-License-Identifier: Apache-2.0

import StraitModel
import Synchronization
import Testing

@testable import StraitPipeline

/// Commands of a guest whose kernel breaks meanwhile.
@Suite struct ImpatientShellTests {
    /// A command that takes its time, and ends when it is cancelled.
    private struct SlowShell: GuestShell {
        let length: Duration

        func run(_ command: String, limit: Duration) async throws -> CommandResult {
            try await Task.sleep(for: length)
            return CommandResult(output: Array("done".utf8), errors: [], status: 0)
        }
    }

    private static func shell(
        _ length: Duration, fatalAfter: Duration?, grace: Duration = .milliseconds(200)
    ) -> ImpatientShell {
        let start = GuestClock.now
        return ImpatientShell(
            shell: SlowShell(length: length),
            fatal: {
                guard let fatalAfter, GuestClock.now - start >= fatalAfter else { return nil }
                return (title: "Oops: 0000", time: start + fatalAfter)
            }, grace: grace)
    }

    @Test func nobodyWaitsForACommandOfABrokenKernel() async {
        let start = GuestClock.now
        let error = await #expect(throws: StraitError.self) {
            try await Self.shell(.seconds(600), fatalAfter: .milliseconds(50)).run("x", limit: .seconds(600))
        }
        #expect(error?.kind == .deadline && error?.cause == "Oops: 0000")
        #expect(GuestClock.now - start < .seconds(60), "and not for its ten minutes")
    }

    @Test func aCommandThatEndsWithinTheGraceIsWhole() async throws {
        let shell = Self.shell(.milliseconds(300), fatalAfter: .milliseconds(50), grace: .seconds(600))
        #expect(try await shell.run("x", limit: .seconds(600)).text == "done")
    }

    @Test func whatIsAskedAfterwardsIsWaitedFor() async throws {
        let shell = Self.shell(.milliseconds(500), fatalAfter: .zero, grace: .zero)
        #expect(try await shell.run("the log", limit: .seconds(600)).text == "done")
    }

    @Test func aKernelThatIsWellChangesNothing() async throws {
        #expect(try await Self.shell(.milliseconds(10), fatalAfter: nil).run("x", limit: .seconds(600)).text == "done")
    }
}

// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import Testing

@testable import StraitSystem

@Suite struct ChildProcessTests {
    private func shell(_ script: String) -> ChildProcess { ChildProcess("sh", ["-c", script]) }

    @Test func whatItSaysAndHowItEndsIsKept() async throws {
        let finished = try await shell("cat; echo err >&2; exit 3").run(input: "in\n", deadline: .seconds(60))
        #expect(finished.code == 3 && !finished.succeeded)
        #expect(finished.output == "in\n" && finished.errors == "err\n" && finished.tail == "err")
        #expect(try await shell("kill -KILL $$").run(deadline: .seconds(60)).code == nil)
        #expect(try await shell("pwd").run(deadline: .seconds(60)).succeeded)
    }

    /// A process's first and last words: whether it and what it has started are gone.
    private func isGone(_ marker: String) async throws -> Bool {
        for _ in 0..<500 {
            let found = try await ChildProcess("pgrep", ["-f", "sleep \(marker)"]).run(deadline: .seconds(60))
            if found.code == 1 { return true }
            try await Task.sleep(for: .milliseconds(20))
        }
        return false
    }

    @Test(.timeLimit(.minutes(2))) func theDeadlineEndsItWithAllThatItHasStarted() async throws {
        let start = ContinuousClock.now
        // Both ignore the polite request.
        let error = await #expect(throws: StraitError.self) {
            try await shell("trap '' TERM; sleep 98761 & sleep 98761; sleep 98761").run(deadline: .milliseconds(200))
        }
        #expect(error?.kind == .deadline && error?.message == "sh did not end within 0.2 seconds")
        #expect(ContinuousClock.now - start < .seconds(60))
        #expect(try await isGone("98761"))
    }

    @Test(.timeLimit(.minutes(2))) func cancellationEndsItWithAllThatItHasStarted() async throws {
        let task = Task { try await shell("sleep 98762 & sleep 98762").run(deadline: .seconds(600)) }
        try await Task.sleep(for: .milliseconds(300))
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(try await isGone("98762"))
    }

    @Test func aProgramThatIsNotThereNamesItsPackage() async {
        let error = await #expect(throws: StraitError.self) {
            try await ChildProcess("strait-none", [], package: "strait-tools").run(deadline: .seconds(60))
        }
        #expect(
            error?.description == "the program strait-none is not installed: apt-get install strait-tools")
    }

    @Test func messagesThatAreParsedAreNotTranslatedAndGitsOwnVariablesAreGone() async throws {
        setenv("GIT_INDEX_FILE", "/nonexistent", 1)
        defer { unsetenv("GIT_INDEX_FILE") }
        let script = "echo $LC_ALL; echo ${GIT_INDEX_FILE-none}; echo ${OWN-none}"
        let parsed = ChildProcess("sh", ["-c", script], variables: .parsed(adding: ["OWN": "x"]))
        #expect(try await parsed.run(deadline: .seconds(60)).output == "C\nnone\nx\n")
        let inherited = ChildProcess("sh", ["-c", "echo ${GIT_INDEX_FILE-none}"], variables: .inherited)
        #expect(try await inherited.run(deadline: .seconds(60)).output == "/nonexistent\n")
    }

    /// More than a pipe holds, to a program that reads none of it.
    @Test(.timeLimit(.minutes(1))) func inputThatNobodyReadsHoldsNobody() async throws {
        let long = String(repeating: "x", count: 1 << 20)
        #expect(try await shell("exit 4").pass(input: long, deadline: .seconds(60)).code == 4)
        #expect(try await shell("test $(wc -c) = 1048576").pass(input: long, deadline: .seconds(60)).succeeded)
    }

    /// Programs that go on only when all of them have begun, and give up after a while: where a thread of Swift's pool waited for each,
    /// only so many would begin as there are processors.
    @Test(.timeLimit(.minutes(4))) func noThreadWaitsForAProgram() async throws {
        let count = 8 * ProcessInfo.processInfo.activeProcessorCount
        let directory = NSTemporaryDirectory() + "strait-side-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let script = """
            touch "$0/$1"; n=0
            while [ $(ls "$0" | wc -l) -lt "$2" ]; do n=$((n + 1)); [ $n -lt 100 ] || exit 9; sleep 0.1; done
            """
        let codes = try await withThrowingTaskGroup(of: [Int32?].self) { group in
            for number in 0..<count {
                let program = ChildProcess("sh", ["-c", script, directory, "\(number)", "\(count)"])
                group.addTask {
                    number % 2 == 0
                        ? [try await program.run(deadline: .seconds(60)).code]
                        : [try await program.pass(deadline: .seconds(60)).code]
                }
            }
            return try await group.reduce([], +)
        }
        #expect(codes == Array(repeating: 0, count: count))
    }
}

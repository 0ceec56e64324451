// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitConfig
import StraitModel
import StraitPipeline
import Testing

extension LiveTests {
    /// A cell run again: by strait, and by nothing but QEMU.
    struct ReproTests {
        private func subject() throws -> ReproSubject {
            try ReproSubject(
                OneCell(
                    architecture: "x86_64", axes: ["physBits": "36", "kaslr": "seed:7", "memory": "1GiB"],
                    deviceMemory: "256MiB,32GiB", selftests: "none"))
        }

        private func run(_ repro: Repro, _ output: String, _ visit: GuestVisit? = nil) async throws -> CellResult {
            var options = Repro.Options()
            options.output = output
            options.visit = visit
            guard case .run(let outcome) = try await repro.run(options) else {
                throw StraitError(.infrastructure, "there is no kernel to run")
            }
            return try #require(outcome.results.cells.first)
        }

        @Test(.timeLimit(.minutes(15)))
        func aRecordedCellIsTheSameAgainAndSoItIsWithoutStrait() async throws {
            let directory = try TemporaryDirectory()
            let first = Repro(try subject(), locations: try Live.locations())
            let recorded = try await run(first, directory.path + "/first")
            #expect(ReproVerdict([recorded]).code == .bad)
            #expect(recorded.errno == .erange && recorded.rung == .reserve)

            let again = try ReproSubject(recorded: "\(directory.path)/first/cells/\(recorded.id)", run: nil)
            let repeated = try await run(Repro(again, locations: try Live.locations()), directory.path + "/again")
            #expect(ReproVerdict.differences(from: recorded, to: repeated).isEmpty)
            #expect(ReproVerdict.sameLayout(recorded, repeated) == true)

            let said = try await shell(Repro(again, locations: try Live.locations()).script())
            let text = try #require(recorded.layout?.textAddress).description.dropFirst(2)
            #expect(said.contains("\(text) T _text"))
            let refused = said.split(separator: "\n").first {
                $0.contains("op=reserve ") && $0.contains(" asked=0x800000000 ")
            }
            #expect(refused?.contains("errno=ERANGE") == true, "\(said.suffix(2000))")
            #expect(said.contains("strait-guest: replay ended with 0"))
        }

        @Test(.timeLimit(.minutes(10)))
        func aCommandInTheGuestHasItsOutputAndStatus() async throws {
            let directory = try TemporaryDirectory()
            let (output, ended) = (Collected(), Collected())
            let visit = GuestVisit.command("uname -m; exit 7", at: .after) {
                output.add($0)
            } errors: { _ in
            } ended: {
                ended.add([UInt8($0 ?? 255)])
            }
            let result = try await run(
                Repro(try subject(), locations: try Live.locations()), directory.path + "/run", visit)
            #expect(result.outcome == .failed)
            #expect(String(decoding: output.bytes, as: UTF8.self) == "x86_64\n")
            #expect(ended.bytes == [7])
        }

        @Test(.timeLimit(.minutes(10)))
        func aVisitorWhoEndsTheGuestChangesNoVerdict() async throws {
            let directory = try TemporaryDirectory()
            let visit = GuestVisit.command("poweroff -f; sleep 60", at: .after) { _ in
            } errors: { _ in
            } ended: { _ in
            }
            let result = try await run(
                Repro(try subject(), locations: try Live.locations()), directory.path + "/run", visit)
            #expect(
                (result.outcome, result.rung, result.errno) == (.failed, .reserve, .erange), "\(result.cause ?? "")")
            #expect(result.answers == CellAnswers(initialization: .bad, tests: .absent, log: .good))
            #expect(result.ladder.map(\.rung).filter { $0 == .login }.count == 1)
        }

        @Test(.timeLimit(.minutes(10)))
        func theSameCapsuleTwiceIsTheSameBytes() async throws {
            let directory = try TemporaryDirectory()
            let repro = Repro(try subject(), locations: try Live.locations())
            for name in ["a.tar", "b.tar"] { try await repro.capsule(to: "\(directory.path)/\(name)") }
            let files = ["a.tar", "b.tar"].map { FileManager.default.contents(atPath: "\(directory.path)/\($0)") }
            #expect(files[0] != nil && files[0] == files[1])
        }

        private func shell(_ script: String) async throws -> String {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            process.arguments = ["timeout", "300", "/bin/sh", "-c", script]
            process.standardInput = FileHandle.nullDevice
            let pipe = Pipe()
            process.standardOutput = pipe
            try process.run()
            let said = pipe.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            // A serial console ends its lines as terminals do.
            return String(decoding: said, as: UTF8.self).replacing("\r", with: "")
        }
    }
}

/// Bytes from another thread.
private final class Collected: @unchecked Sendable {
    private let lock = NSLock()
    private var all: [UInt8] = []

    func add(_ bytes: [UInt8]) { lock.withLock { all += bytes } }
    var bytes: [UInt8] { lock.withLock { all } }
}

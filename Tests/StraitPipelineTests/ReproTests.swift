// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitStore
import StraitSystem
import TestSupport
import Testing

@testable import StraitPipeline

@Suite("A cell run again")
struct ReproTests {
    private func result(_ outcome: Outcome, _ rung: Rung = .log, errno: Errno? = nil) -> CellResult {
        CellResult(
            id: "a", arch: .x86_64, kernel: KernelIdentity(name: "k", source: "debian:sid"), requested: [:],
            outcome: outcome, rung: rung, cause: nil, errno: errno)
    }

    @Test(
        arguments: [
            ([Outcome.passed], 0), ([.failed], 1), ([.crashed], 1), ([.hung], 1), ([.unsupported], 125),
            ([.invalid], 125),
            ([.infrastructure], 125), ([], 125), ([.passed, .passed, .failed], 1),
            ([.passed, .infrastructure], 125), ([.invalid, .passed, .passed], 125), ([.passed, .unsupported], 125),
            ([.infrastructure, .failed], 1), ([.passed, .passed], 0),
        ] as [([Outcome], Int32)])
    func exitCodesAreThoseOfABisection(outcomes: [Outcome], code: Int32) {
        #expect(ReproVerdict(outcomes.map { result($0) }).code.rawValue == code)
    }

    @Test func aBootWithoutAResultIsNoPass() {
        #expect(ReproVerdict([result(.passed)], missing: 1).code == .untested)
        #expect(ReproVerdict([result(.failed)], missing: 1).code == .bad)
    }

    @Test(arguments: [
        // A WARNING in the tests of a kernel that initializes.
        (CellAnswers(initialization: .good, tests: .good, log: .bad), Outcome.crashed, Int32(0), Int32(1)),
        (CellAnswers(initialization: .bad, tests: .absent, log: .good), .failed, 1, 0),
        // Lost before it was asked: another commit may have broken the boot.
        (CellAnswers(initialization: .lost, tests: .lost, log: .bad), .crashed, 125, 1),
        (CellAnswers(all: .absent), .passed, 125, 125),
        (CellAnswers(all: .good), .infrastructure, 125, 125),
    ])
    func onlyWhatIsJudgedCounts(
        _ answers: CellAnswers, _ outcome: Outcome, _ initialization: Int32, _ log: Int32
    ) throws {
        let one = try Self.answering(answers, outcome)
        func code(_ judged: [CellQuestion], missing: Int = 0) -> Int32 {
            ReproVerdict([one], missing: missing, judged: judged).code.rawValue
        }
        #expect(one.answers == answers)
        #expect(code([.initialization]) == initialization && code([.log]) == log)
        #expect(code([.initialization], missing: 1) == (initialization == 1 ? 1 : 125), "a boot without a result")
        #expect(code(CellQuestion.allCases) == ReproVerdict([one]).code.rawValue)
    }

    /// A result that has these answers, as its file tells them.
    private static func answering(_ answers: CellAnswers, _ outcome: Outcome) throws -> CellResult {
        let result = CellResult(
            id: "x86_64,k", arch: .x86_64, kernel: KernelIdentity(name: "k", source: "debian:sid"), requested: [:],
            outcome: outcome, rung: .boot, cause: "a reason")
        var object = try #require(
            JSONSerialization.jsonObject(with: Data(JSON.encode(result))) as? [String: Any])
        object["answers"] = CellQuestion.allCases.reduce(into: [:]) { $0[$1.rawValue] = answers[$1].rawValue }
        return try JSON.decode(CellResult.self, JSONSerialization.data(withJSONObject: object))
    }

    @Test func whatDiffersIsTold() {
        let failed = result(.failed, .reserve, errno: .erange)
        #expect(ReproVerdict.differences(from: failed, to: failed).isEmpty)
        #expect(
            ReproVerdict.differences(from: failed, to: result(.passed)) == ["failed at reserve with ERANGE -> passed"])
        #expect(
            ReproVerdict.differences(from: failed, to: result(.infrastructure, .boot))
                == ["failed at reserve (ERANGE) -> infrastructure at boot"])
    }

    @Test func aScriptIsOneThatAShellReads() throws {
        let cell = Cell(
            architecture: .x86_64, kernel: "k", requested: ["cmdline": .text("a='b'"), "kaslr": .text("seed:7")],
            workload: WorkloadRequest(deviceMemory: [DeviceMemoryRequest(Mebibytes(256))], suites: []))
        let file = NSTemporaryDirectory() + "strait-boot-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: file) }
        try Data(repeating: 0x41, count: 8).write(to: URL(fileURLWithPath: file))
        let archive = Array("archive".utf8) + [UInt8](repeating: 0, count: 4089)
        let script = BootScript(
            cell: cell, kernel: "/k'k", initramfs: .parts(file, archive: archive), acceleration: .tcg, isRelative: false
        ).text
        // In QEMU's place something that shows what it would get.
        let shell = Process()
        shell.executableURL = URL(fileURLWithPath: "/bin/sh")
        let show = "show() { for word; do echo \"$word\"; done; cat \"$initramfs\" | tr -d '\\0'; }\n"
        shell.arguments = [
            "-c", show + script.replacing("\"${QEMU:-qemu-system-x86_64}\"", with: "show"), "sh",
        ]
        let pipe = Pipe()
        shell.standardOutput = pipe
        try shell.run()
        let said = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self).split(
            separator: "\n")
        shell.waitUntilExit()
        #expect(shell.terminationStatus == 0)
        #expect(said.contains("/k'k") && said.contains("7") && said.last == "AAAAAAAAarchive")
        #expect(said.contains { $0.hasSuffix("a='b'") })
    }

    @Test func aCellThatIsNotThereIsTold() throws {
        let path = NSTemporaryDirectory() + "strait-repro-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let text = """
            { "name": "t", "kernels": { "k": "debian:sid" }, "matrix": [ { "arch": "x86_64", "kernel": "k", "kaslr": "random x2" } ] }
            """
        let id = "x86_64,k,kaslr-random_x2_1"
        let record = RunRecord(
            id: "t", name: "t", started: "2026-11-23T00:00:00Z", configuration: text, arguments: [],
            host: .init(name: "desk", system: "Debian 12", cores: 2, memoryMiB: 8192), tools: [:],
            kernels: [KernelRequest(name: "k", sources: [KernelSource(scheme: "debian", reference: "sid")])],
            images: [],
            cells: [.sample(id)])
        let run = try RunDirectory.create(at: path, record: record)
        var recorded = result(.passed)
        (recorded.id, recorded.seed) = (id, 4711)
        try run.write(recorded)
        #expect(throws: StraitError.self) { _ = try ReproSubject(recorded: "\(path)/cells/other", run: nil) }
        #expect(throws: StraitError.self) { _ = try ReproSubject(recorded: "nonsense", run: nil) }
        // The recorded seed counts, not the one that would be drawn today.
        let subject = try ReproSubject(recorded: "\(path)/cells/\(id)/", run: nil)
        #expect(subject.cell.setup.seed == 4711)
        #expect(
            try ReproSubject(recorded: id, run: path, kernel: "debian:trixie").kernel.sources.map(\.reference) == [
                "trixie"
            ])
    }
}

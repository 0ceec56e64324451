// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitReport
import StraitStore
import StraitSystem
import Synchronization
import TestSupport
import Testing

@testable import StraitPipeline

/// A server that has trouble, in a process of its own.
private final class TroubledServer {
    private let process = Process()
    private let log: String
    let url: String

    init(_ directory: String, _ trouble: [String] = []) throws {
        log = "\(directory)/requests-\(UUID().uuidString)"
        try Data().write(to: URL(fileURLWithPath: log))
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appending(path: "../Fixtures/publish-server.py").standardizedFileURL.path
        process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
        process.arguments = [script, log] + trouble
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        url = "http://127.0.0.1:\(line.trimmingCharacters(in: .whitespacesAndNewlines))"
    }

    deinit {
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// What it was asked so far.
    var requests: [[String: String]] {
        get throws {
            try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n").map {
                try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]).compactMapValues {
                    $0 as? String
                }
            }
        }
    }
}

/// What a publisher said, and how long it waited.
private final class Notes: Sendable {
    let told = Mutex<[String]>([])
    let waits = Mutex<[Double]>([])
}

@Suite("Publishing a run")
final class PublishTests {
    private let path = NSTemporaryDirectory() + "strait-publish-\(UUID().uuidString)"
    private let notes = Notes()

    init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
    deinit { try? FileManager.default.removeItem(atPath: path) }

    private func run(finished: Bool = true, control: Outcome? = nil) throws -> String {
        var image = GuestImage(
            architecture: .x86_64, kernel: "k", source: KernelSource(scheme: "tree", reference: "/l"), release: "7.3",
            version: "7.3",
            kernelPath: "/k", initramfsPath: "/i", kernelSHA256: "aa", initramfsSHA256: "bb",
            facts: KernelFacts(options: [:], pageSizeKiB: 4, interface: "range", contents: []))
        image.patches = [
            AppliedPatch(name: "[PATCH 1/2] a", sha256: "1", messageID: "p6@example.org"),
            AppliedPatch(name: "[PATCH 2/2] b", sha256: "2", messageID: "p7@example.org"),
        ]
        let cells = [Cell.sample("a")] + (control == nil ? [] : [Control.mustPass.cell(kernel: "k")])
        let record = RunRecord(
            id: "t-1", name: "t", started: "2026-11-23T00:00:00Z", configuration: "", arguments: [],
            host: .init(name: "desk", system: "Debian 12", cores: 2, memoryMiB: 8192), tools: [:], images: [image],
            cells: cells)
        let directory = try RunDirectory.create(at: "\(path)/run-\(UUID().uuidString)", record: record)
        for cell in cells {
            var result = CellResult(
                id: cell.id, arch: .x86_64, kernel: KernelIdentity(name: "k", source: "tree:/l"), requested: [:],
                outcome: cell.control == nil ? .passed : control ?? .passed, rung: .log, cause: nil)
            result.control = cell.control
            try directory.write(result)
        }
        try directory.writeResults(finished: finished ? "2026-11-23T01:00:00Z" : nil, always: true)
        return directory.path
    }

    private func publish(
        _ run: String, to place: any PublicationPlace, secrets: [String] = [], patience: Double = 600
    ) async throws -> PublicationRecord {
        let notes = notes
        return try await Publisher(
            try PublishableRun(at: run), to: place, secrets: secrets, patience: .seconds(patience),
            sleep: { wait in notes.waits.withLock { $0.append(wait / .seconds(1)) } },
            tell: { text in notes.told.withLock { $0.append(text) } }
        ).publish()
    }

    private func kcidb(_ run: String, _ server: TroubledServer, token: String? = "s3cret") throws -> KCIDBPlace {
        try KCIDBPlace(try PublishableRun(at: run), url: "\(server.url)/submit", token: token)
    }

    @Test func aReportIsSentOnce() async throws {
        let (run, server) = (try run(), try TroubledServer(path))
        let record = try await publish(run, to: try kcidb(run, server))
        #expect(record.state == .sent && record.attempts == 1)
        let again = try await publish(run, to: try kcidb(run, server))
        #expect(again == record)
        let requests = try server.requests
        try #require(requests.count == 1)
        #expect(requests[0]["path"] == "/submit" && requests[0]["authorization"] == "Bearer s3cret")
        let body = try #require(
            try JSONSerialization.jsonObject(with: Data((requests[0]["body"] ?? "").utf8)) as? [String: Any])
        #expect(body["version"] != nil && body["tests"] != nil)
    }

    @Test func troubleIsWaitedForAndTheServerSaysHowLong() async throws {
        let (run, server) = (try run(), try TroubledServer(path, ["502", "429", "503"]))
        let record = try await publish(run, to: try kcidb(run, server))
        #expect(record.state == .sent && record.attempts == 4)
        #expect(notes.waits.withLock { $0 } == [2, 7, 8])
        #expect(try server.requests.count == 4)
    }

    /// The server has it, and nobody knows: it is sent again, with the same ids.
    @Test func whatMayHaveArrivedIsSentAgain() async throws {
        let (run, server) = (try run(), try TroubledServer(path, ["drop"]))
        let record = try await publish(run, to: try kcidb(run, server))
        #expect(record.state == .sent && record.attempts == 2)
        let bodies = try server.requests.map { $0["body"] }
        #expect(bodies.count == 2 && bodies[0] == bodies[1])
    }

    @Test func whatIsRefusedIsNotTriedAgainAndShowsNoToken() async throws {
        // It begins in what is kept of the answer, and ends behind it.
        let token = "a-long-s3cret-" + String(repeating: "x", count: 200)
        let (run, server) = (try run(), try TroubledServer(path, ["echo"]))
        let record = try await publish(run, to: try kcidb(run, server, token: token), secrets: [token])
        #expect(record.state == .refused && record.attempts == 1)
        #expect(record.answer?.hasPrefix("400") == true && record.answer?.contains("a-long") == false)
        for file in try FileManager.default.subpathsOfDirectory(atPath: "\(run)/publish") {
            let text = try String(contentsOfFile: "\(run)/publish/\(file)", encoding: .utf8)
            #expect(!text.contains("a-long") && !text.contains("xxxx"), "\(file)")
        }
        // The next run of the command asks again: the token may be another one now.
        #expect(try await publish(run, to: try kcidb(run, server)).state == .sent)
    }

    /// A token is for the named server alone.
    @Test func noRedirectIsFollowed() async throws {
        let (run, server) = (try run(), try TroubledServer(path, ["redirect"]))
        let record = try await publish(run, to: try kcidb(run, server))
        #expect(record.state == .refused && record.answer?.hasPrefix("302") == true)
    }

    @Test func aServerThatIsAwayIsNoLoss() async throws {
        let run = try run()
        let place = try KCIDBPlace(try PublishableRun(at: run), url: "http://127.0.0.1:1/submit", token: nil)
        let record = try await publish(run, to: place, patience: 20)
        #expect(record.state == .waiting && record.attempts == 4)
        #expect(notes.waits.withLock { $0 } == [2, 4, 8])
        #expect(record.answer?.contains("cannot be reached") == true)
        let kept = try FileManager.default.contentsOfDirectory(atPath: "\(run)/publish").filter {
            $0.hasSuffix(".json")
        }
        #expect(kept.count == 1)
    }

    @Test func anAddressThatIsNoneIsAnError() async throws {
        let run = try run()
        for url in ["file:///etc/passwd", "no address", "http://a\nb"] {
            let place = try KCIDBPlace(try PublishableRun(at: run), url: url, token: nil)
            let error = await #expect(throws: StraitError.self) { try await self.publish(run, to: place) }
            #expect(error?.kind == .request, "\(url)")
        }
    }

    @Test func patchworkHasEachCheckOnce() async throws {
        // The second check arrives, and its answer does not.
        let (run, server) = (try run(), try TroubledServer(path, ["", "drop", "502"]))
        func place() throws -> PatchworkPlace {
            try PatchworkPlace(
                try PublishableRun(at: run), url: "\(server.url)/", token: "t0ken", patch: nil, project: "linux-mm",
                targetURL: "https://example.org/report.html")
        }
        let record = try await publish(run, to: try place())
        #expect(record.state == .sent, "\(record)")
        let requests = try server.requests
        #expect(
            requests[0]["path"] == "/api/patches/?msgid=p7@example.org&project=linux-mm", "the last patch of the run")
        let taken = requests.filter { $0["method"] == "POST" }.compactMap { $0["body"] }
        let contexts = try taken.map { try JSON.decode(PatchworkCheck.self, Array($0.utf8)).context }
        #expect(contexts == ["strait-initialization", "strait-tests", "strait-log", "strait-log"])
        #expect(requests.allSatisfy { $0["authorization"] == "Token t0ken" })
    }

    @Test func aPatchThatPatchworkHasNotYetIsWaitedFor() async throws {
        let (run, server) = (try run(), try TroubledServer(path))
        var place = try PatchworkPlace(
            try PublishableRun(at: run), url: server.url, token: nil, patch: nil, project: nil, targetURL: nil)
        #expect(place.preview.count == 3 && place.preview[0].contains("strait-initialization"))
        place = try PatchworkPlace(
            try PublishableRun(at: run), url: server.url, token: nil, patch: 12, project: nil, targetURL: nil)
        #expect(try await publish(run, to: place).state == .sent)
        #expect(try server.requests.map { $0["path"] }.allSatisfy { $0 == "/api/patches/12/checks/" })
    }

    @Test func whatIsNotTrustedStaysHere() throws {
        for (path, reason) in [
            (try run(finished: false), "has not ended"), (try run(control: .failed), "cannot be trusted"),
        ] {
            let error = #expect(throws: StraitError.self) { try PublishableRun(at: path) }
            #expect(error?.kind == .infrastructure && error?.message.contains(reason) == true)
        }
        #expect(throws: Never.self) { try PublishableRun(at: try self.run(control: .passed)) }
    }

    @Test func aCommandGetsTheReport() async throws {
        let run = try run()
        func place(_ script: String) throws -> CommandPlace {
            try CommandPlace(try PublishableRun(at: run), command: ["/bin/sh", "-c", script])
        }
        #expect(try await publish(run, to: try place("exit 3")).state == .refused)
        let later = try await publish(run, to: try place("exit 75"), patience: 5)
        #expect(later.state == .waiting)
        let sent = try await publish(run, to: try place("grep -q '\"tests\"' && echo taken"))
        #expect(sent.state == .sent && sent.answer == "taken")
        // The same program with other arguments is another place.
        let other = try await publish(run, to: try place("cat > /dev/null; echo other"))
        #expect(other.state == .sent && other.answer == "other" && other.place == "/bin/sh")
    }

    /// git itself reads the mail and says to whom it goes. The gate installs it.
    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/lib/git-core/git-send-email")))
    func gitTakesTheMail() async throws {
        let run = try run()
        let mail = """
            From: A <a@example.org>
            To: linux-mm@kvack.org
            Subject: Re: [PATCH 0/2] x
            In-Reply-To: <p0@example.org>

            Works.

            """
        let record = try await publish(run, to: MailPlace(mail, to: "linux-mm@kvack.org", isTrial: true), patience: 1)
        #expect(record.state == .sent, "\(record)")
    }
}

// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import Testing

@testable import StraitSystem

@Suite final class FileTests {
    private let directory = NSTemporaryDirectory() + "strait-file-\(UUID().uuidString)"

    init() throws { try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false) }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    private var names: [String] { (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? [] }

    private func text(_ name: String) -> String? {
        try? String(contentsOfFile: "\(directory)/\(name)", encoding: .utf8)
    }

    // MARK: Whole files

    @Test func aFileIsReplacedAsAWhole() throws {
        try WholeFile.write("one", to: "\(directory)/x")
        try WholeFile.write("two", to: "\(directory)/x", permissions: 0o600)
        #expect(text("x") == "two" && names == ["x"])
        let mode = try FileManager.default.attributesOfItem(atPath: "\(directory)/x")[.posixPermissions] as? Int
        #expect(mode == 0o600)
    }

    @Test func whatFailsOnTheWayLeavesTheFileAsItWas() throws {
        try WholeFile.write("one", to: "\(directory)/x")
        #expect(throws: CancellationError.self) {
            try WholeFile.write(to: "\(self.directory)/x") { write in
                try write(Array("half".utf8)[...])
                throw CancellationError()
            }
        }
        #expect(text("x") == "one" && names == ["x"])
    }

    @Test func aLinkIsReplacedAndNotFollowed() throws {
        try WholeFile.write("other's", to: "\(directory)/target")
        try FileManager.default.createSymbolicLink(atPath: "\(directory)/x", withDestinationPath: "target")
        try WholeFile.write("own", to: "\(directory)/x")
        #expect(text("target") == "other's" && text("x") == "own")
    }

    @Test func aFullDiskIsOneSentence() throws {
        let error = #expect(throws: StraitError.self) { try WholeFile.write("x", to: "/dev/nowhere/x") }
        #expect(error?.description == "cannot write /dev/nowhere/x: there is no such file or directory")
        let full = open("/dev/full", O_WRONLY)
        defer { close(full) }
        #expect(Output.write([1, 2, 3], to: full) == ENOSPC)
    }

    /// A process of the same number on another machine may have left one in a shared directory.
    @Test func aTemporaryFileThatIsThereIsNoObstacle() throws {
        for number in 1...2000 {
            _ = FileManager.default.createFile(atPath: "\(directory)/.strait-\(getpid())-\(number).tmp", contents: nil)
        }
        try WholeFile.write("x", to: "\(directory)/x")
        #expect(text("x") == "x")
        #expect(WholeFile.isTemporary(".strait-1-2.tmp") && !WholeFile.isTemporary("strait-1.tmp"))
    }

    // MARK: JSON

    private struct Sample: Codable, Equatable {
        var b = "a/b"
        var a = [1]
    }

    @Test func jsonIsTheSameBytes() throws {
        let text = "{\n  \"a\" : [\n    1\n  ],\n  \"b\" : \"a/b\"\n}"
        #expect(try JSON.text(Sample()) == text)
        #expect(try JSON.encode(Sample()) == Array((text + "\n").utf8))
        #expect(try JSON.decode(Sample.self, Array(text.utf8)) == Sample())
    }

    @Test(arguments: [
        ("{", "it is not JSON"), ("{\"a\":[1]}", "the key “b” is missing"),
        ("{\"a\":[\"x\"],\"b\":\"\"}", "a value of another type at a.[0]"),
    ])
    func whatIsNoJSONIsToldShortly(_ text: String, _ sentence: String) {
        do {
            _ = try JSON.decode(Sample.self, Array(text.utf8))
            Issue.record("it was decoded")
        } catch {
            #expect(JSON.sentence(of: error) == sentence)
        }
    }

    // MARK: Digests

    /// FIPS 180-4's own examples.
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ])
    func aDigestIsTheStandards(_ text: String, _ digest: String) throws {
        #expect(Digest.of(text) == digest)
        try WholeFile.write(text, to: "\(directory)/x")
        #expect(try Digest.of(file: "\(directory)/x") == digest)
    }

    @Test func aFileOfManyPiecesIsHashedWhole() async throws {
        let bytes = (0..<1_000_003).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        try WholeFile.write(bytes, to: "\(directory)/large")
        let said = try await ChildProcess("sha256sum", ["\(directory)/large"]).run(deadline: .seconds(60)).output
        #expect(try Digest.of(file: "\(directory)/large") == String(said.prefix(64)))
    }

    @Test func ofManyFilesThoseThatAreGoneHaveNone() async throws {
        try WholeFile.write("a", to: "\(directory)/a")
        let hashes = try await Digest.of(files: ["a", "gone", "a/below"], below: directory)
        #expect(hashes == ["a": Digest.of("a")])
        let error = #expect(throws: StraitError.self) { try Digest.of(file: "\(self.directory)/gone") }
        #expect(error?.description == "cannot read \(directory)/gone: there is no such file or directory")
        #expect(throws: StraitError.self) { try Digest.of(file: self.directory) }
    }
}

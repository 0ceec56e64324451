// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// Recorded runs: directories in `Tests/Fixtures/`, of which its README says where they are from.
enum Fixture {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appending(path: "../Fixtures").standardizedFileURL.path
    static let configurations = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appending(path: "../../configs").standardizedFileURL.path

    /// Runs of made-up results, in which everything that can happen does.
    static let samples = ["smoke", "trouble", "before", "judged", "distrusted", "hostile", "axes", "sought"]
    /// Runs as strait 0.1.0 left them: two parts of one, and one that was ended midway.
    static let real = ["shard-1", "shard-2", "cut-off"]

    /// The path of a run that is only read.
    static func path(_ name: String) -> String {
        root + (real.contains(name) ? "/schema-1/" : "/runs/") + name
    }
}

/// A directory that is gone with its last user.
final class Scratch {
    let path = NSTemporaryDirectory() + "strait-snapshot-\(UUID().uuidString)"

    init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false) }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// A copy of a recorded run, to be written to.
    func copy(of name: String) throws -> String {
        let copy = "\(path)/\(name)"
        try FileManager.default.copyItem(atPath: Fixture.path(name), toPath: copy)
        return copy
    }

    /// A file's bytes.
    func read(_ name: String) throws -> [UInt8] {
        [UInt8](try #require(FileManager.default.contents(atPath: "\(path)/\(name)"), "\(name)"))
    }
}

/// The program itself, as a user calls it, or another one.
enum Program {
    struct End {
        var output: String
        var errors: String
        var code: Int32
    }

    /// Starts it and waits for its end. Its output goes to files, as a pipe that nobody empties stops who writes to it.
    static func run(_ arguments: [String], of other: String? = nil, in scratch: Scratch) throws -> End {
        let names = ["output", "errors"].map { "\(scratch.path)/\($0)" }
        for name in names { try Data().write(to: URL(fileURLWithPath: name)) }
        let handles = try names.map { try FileHandle(forWritingTo: URL(fileURLWithPath: $0)) }
        let process = Process()
        process.executableURL = try other.map { URL(fileURLWithPath: $0) } ?? program
        process.arguments = arguments
        var environment = ProcessInfo.processInfo.environment
        for name in ["CACHE", "STATE"] { environment["XDG_\(name)_HOME"] = "\(scratch.path)/\(name)" }
        process.environment = environment
        process.standardInput = FileHandle.nullDevice
        (process.standardOutput, process.standardError) = (handles[0], handles[1])
        try process.run()
        process.waitUntilExit()
        let texts = try names.map { try String(contentsOfFile: $0, encoding: .utf8) }
        return End(output: texts[0], errors: texts[1], code: process.terminationStatus)
    }

    /// It is built beside the tests.
    private static var program: URL {
        get throws {
            let directory = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
            let candidates = [directory, Bundle.main.bundleURL].map { $0.appending(path: "strait") }
            return try #require(candidates.first { FileManager.default.isExecutableFile(atPath: $0.path) })
        }
    }
}

/// What is taken out of an output before it is compared, all of it here.
enum Normal {
    /// A page without its style sheet and its script, which are the same in every page and are in one snapshot whole, and without the
    /// digests of them in the page's policy.
    static func page(_ bytes: [UInt8]) -> String {
        String(decoding: bytes, as: UTF8.self)
            .replacing(/<style>[^<]*<\/style>/, with: "<style></style>")
            .replacing(/<script>[^<]*<\/script>/, with: "<script></script>")
            .replacing(/sha256-[A-Za-z0-9+\/=]{44}/, with: "sha256-")
            // Problems name the run by its path, which is another one on each machine.
            .replacing(Fixture.root, with: "/fixtures")
    }

    /// The lines of a text that are not in another one, in their order, as often as they are there more often: what differs between two
    /// pages that have almost everything in common.
    static func lines(_ text: String, without other: String) -> String {
        var left = Dictionary(other.split(separator: "\n").map { ($0, 1) }, uniquingKeysWith: +)
        let rest = text.split(separator: "\n").filter { line in
            guard let count = left[line], count > 0 else { return true }
            left[line] = count - 1
            return false
        }
        return rest.joined(separator: "\n") + "\n"
    }

    /// Text without the place of this checkout, or of a temporary directory.
    static func paths(_ text: String, _ scratch: Scratch? = nil) -> String {
        let text = scratch.map { text.replacing($0.path, with: "/scratch") } ?? text
        return text.replacing(Fixture.root, with: "/fixtures")
    }
}

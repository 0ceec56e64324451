// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import Testing

@testable import StraitWorkload

/// The guest's program itself, made for this machine: what it prints against what is read of it.
@Suite final class GuestProgramTests {
    private static let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../images/guest").standardizedFileURL.path

    private let directory = "\(NSTemporaryDirectory())strait-test-\(UUID().uuidString.prefix(8))"

    init() throws {
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let made = try Self.shell(
            "make -C '\(Self.sources)' OUT='\(directory)' CC=clang LDFLAGS= '\(directory)/strait-guest' "
                + "'\(directory)/matcher-test' 2>&1")
        try #require(made.status == 0, "\(made.output)")
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    private static func shell(_ command: String) throws -> (output: String, status: Int32) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", command]
        process.standardInput = FileHandle.nullDevice
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let bytes = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (String(decoding: bytes, as: UTF8.self), process.terminationStatus)
    }

    private func answer(_ sections: [Section]) throws -> Sections {
        let (output, status) = try Self.shell("PATH='\(directory)':$PATH; \(Sections.command(sections))")
        #expect(status == 0)
        return Sections(parsing: Array(output.utf8), names: sections.map(\.name))
    }

    @Test func eachSectionHasItsLinesAndNoOthers() throws {
        let sections = try answer([
            Section("a", "run", #"printf 'b:forged\n\nlast, without an end'"#), Section("b", "show", "/proc/self/comm"),
            Section("c", "run", "echo 'it'\\''s'; echo errors >&2"), Section("a", "run", "echo more"),
        ])
        #expect(sections.lines("a") == ["b:forged", "", "last, without an end", "more"])
        #expect(sections.lines("b") == ["strait-guest"])
        #expect(sections.lines("c") == ["it's", "errors"])
    }

    @Test func whatGoesWrongIsToldInItsSection() throws {
        let sections = try answer([
            Section("gone", "show", "/no/such/file"), Section("killed", "run", "echo first; kill -9 $$"),
            Section("probe", "ask", "info"), Section("after", "run", "echo still"),
        ])
        #expect(sections.lines("gone") == ["strait-guest: /no/such/file: No such file or directory"])
        #expect(sections.lines("killed") == ["first", "strait-guest: ended by signal 9, Killed"])
        #expect(sections.lines("probe") == ["strait-guest: /dev/strait_probe: No such file or directory"])
        #expect(sections.lines("after") == ["still"])
    }

    /// Longer than any of the program's buffers, with lines of every length around their ends.
    @Test func longAnswersAreWhole() throws {
        let command = "i=0; while [ $i -lt 3000 ]; do printf '%0*d\\n' $((i % 97 + 1)) $i; i=$((i+1)); done"
        let expected = (0..<3000).map { number in
            String(repeating: "0", count: max(0, number % 97 + 1 - String(number).count)) + String(number)
        }
        #expect(try answer([Section("long", "run", command)]).lines("long") == expected)
    }

    @Test func aVerbThatThereIsNotIsNoAnswer() throws {
        let (output, status) = try Self.shell("'\(directory)/strait-guest' sections a shout x 2>&1")
        #expect(status == 1 && output == "strait-guest: shout: Invalid argument\n")
        #expect(try Self.shell("'\(directory)/strait-guest' sections a show 2>/dev/null").status == 2)
    }

    @Test func requestsAreFoundInAnyStream() throws {
        let (output, status) = try Self.shell("'\(directory)/matcher-test' 2>&1")
        #expect(status == 0, "\(output)")
    }
}

// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// Long outputs, each held against a file that was written before and is checked in. `STRAIT_UPDATE_SNAPSHOTS=1` writes the files anew;
/// the change then shows in `git diff`, where it is reviewed like any other.
enum Snapshot {
    private static let isUpdate = ProcessInfo.processInfo.environment["STRAIT_UPDATE_SNAPSHOTS"] == "1"

    /// Where this file is: the repository's tests.
    private static let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent()

    /// Where the outputs go that differ, to be looked at with `diff`.
    private static let differing = URL(fileURLWithPath: NSTemporaryDirectory())
        .appending(path: "strait-snapshots-\(ProcessInfo.processInfo.processIdentifier)")

    /// Compares bytes with the file of this name below `Expected/`.
    static func check(
        _ actual: [UInt8], _ name: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let file = sources.appending(path: "Expected/\(name)")
        let expected = FileManager.default.contents(atPath: file.path).map { [UInt8]($0) }
        if expected == actual { return }
        let target = isUpdate ? file : differing.appending(path: name)
        try FileManager.default.createDirectory(
            at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(actual).write(to: target, options: .atomic)
        let reason =
            isUpdate
            ? "was written anew, as asked"
            : "the output differs and is in \(target.path)\n"
                + difference(expected, actual)
        // An update fails too, so that the variable cannot be set where tests have to tell something.
        Issue.record("\(file.path): \(reason)", sourceLocation: sourceLocation)
    }

    /// The same for text.
    static func check(_ actual: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        try check(Array(actual.utf8), name, sourceLocation: sourceLocation)
    }

    /// The first line that differs, as it is in both.
    static func difference(_ expected: [UInt8]?, _ actual: [UInt8]) -> String {
        guard let expected else { return "there is no such file yet" }
        let old = lines(expected)
        let new = lines(actual)
        let number = zip(old, new).prefix { $0 == $1 }.count
        func line(_ lines: [ArraySlice<UInt8>]) -> String {
            lines.indices.contains(number) ? String(decoding: lines[number], as: UTF8.self) : "(no such line)"
        }
        return "line \(number + 1) expected: \(line(old))\nline \(number + 1) is:       \(line(new))"
    }

    /// Lines with their ends, so that an end that is missing differs as well.
    private static func lines(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        var lines: [ArraySlice<UInt8>] = []
        var rest = bytes[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            lines.append(rest[...end])
            rest = rest[(end + 1)...]
        }
        return rest.isEmpty ? lines : lines + [rest]
    }
}

/// The helper itself: a comparison that finds nothing would let every change through.
@Suite struct SnapshotTests {
    @Test func theFirstDifferentLineIsTold() {
        let told = Snapshot.difference(Array("a\nb\nc\n".utf8), Array("a\nx\nc\n".utf8))
        #expect(told == "line 2 expected: b\n\nline 2 is:       x\n")
        #expect(Snapshot.difference(Array("a\n".utf8), Array("a".utf8)).contains("line 1"))
        #expect(Snapshot.difference(Array("a\n".utf8), Array("a\nb\n".utf8)).contains("(no such line)"))
        #expect(Snapshot.difference(nil, []) == "there is no such file yet")
    }
}

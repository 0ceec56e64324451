// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// `strait patches`, and the exit codes of commands with patches, as a user sees them. Nothing is built.
@Suite final class PatchesCommandTests {
    private let directory = NSTemporaryDirectory() + "strait-patches-\(UUID().uuidString)"
    private let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appending(path: "../Fixtures/patches").standardizedFileURL.path

    init() throws {
        try FileManager.default.createDirectory(atPath: directory + "/linux/mm", withIntermediateDirectories: true)
        let functions = (0..<30).map { "int mm_line_\($0)(void)\n{\n\treturn \($0);\n}\n\n" }.joined()
        for (name, text) in [
            ("Makefile", "VERSION = 7\nPATCHLEVEL = 3\n"), ("Kconfig", "config X\n"),
            ("mm/memremap.c", "//\n//\n//\n//\n" + functions),
        ] {
            try Data(text.utf8).write(to: URL(fileURLWithPath: "\(directory)/linux/\(name)"))
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    private func run(_ arguments: [String]) throws -> (code: Int32, output: String, errors: String) {
        try Program.run(
            arguments,
            environment: [
                "XDG_CACHE_HOME": directory + "/cache", "XDG_STATE_HOME": directory + "/state", "TERM": "dumb",
            ])
    }

    @Test func listIsForPeopleAndPrograms() throws {
        let tree = directory + "/linux"
        let list = try run(["patches", fixtures + "/listprefix.mbox", "--tree", tree])
        #expect(list.code == 0, "\(list.errors)")
        let lines = list.output.split(separator: "\n").map(String.init)
        #expect(lines.first == "3 patches, “mm: a thing”, version 3")
        #expect(lines.filter { $0 == "      applies" }.count == 3)
        #expect(lines.contains("  2/3  mm/memremap: change 2"))
        #expect(lines.last == "All 3 apply to \(tree).")
        let json = try run(["patches", fixtures + "/listprefix.mbox", "--tree", tree, "--json"])
        let object = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
        let patches = object?["patches"] as? [[String: Any]]
        #expect(object?["schema"] as? String == "strait.patches/1" && object?["applies"] as? Bool == true)
        #expect(patches?.compactMap { $0["number"] as? Int } == [1, 2, 3])
        #expect(patches?.first?["messageID"] as? String == "1.5625295585750522891@example.org")
        // The tree is not written to.
        #expect(try String(contentsOfFile: tree + "/mm/memremap.c", encoding: .utf8).contains("return 5;"))
    }

    @Test func exitCodesTellWhatIsWrong() throws {
        let tree = directory + "/linux"
        let codes: [([String], Int32)] = [
            (["patches", fixtures + "/fp-cover"], 0), (["patches", fixtures + "/latin1.diff", "--tree", tree], 1),
            (["patches", fixtures + "/two-series.mbox"], 2), (["patches", fixtures + "/none"], 2),
            (["patches", "/dev/null"], 2), (["patches", "-"], 2), (["patches", fixtures + "/utf16.diff"], 2),
            (["image", "build", "--arch", "x86_64", "--kernel", "tree:\(tree)", "--patch", "/dev/null"], 2),
            (
                [
                    "image", "build", "--arch", "x86_64", "--kernel", "tree:\(tree)", "--patch",
                    fixtures + "/latin1.diff",
                ], 2
            ),
        ]
        for (arguments, code) in codes {
            let end = try run(arguments)
            #expect(end.code == code, "\(arguments): \(end.errors)")
            #expect(code < 2 || end.errors.hasPrefix("strait: "), "\(arguments): \(end.errors)")
            #expect(!end.errors.contains("NSCocoa") && !end.errors.contains("unforeseen"), "\(end.errors)")
        }
    }

    @Test func bisectionSkipsWhatDoesNotTakeThePatchAndStopsAtWhatIsWrong() throws {
        let cell = ["repro", "--arch", "x86_64", "--kernel", "tree:\(directory)/linux"]
        let skipped = try run(cell + ["--patch", fixtures + "/latin1.diff"])
        #expect(skipped.code == 125 && skipped.errors.contains("no verdict on this kernel"), "\(skipped.errors)")
        for wrong in [["--patch", "/dev/null"], ["--patch", fixtures + "/two-series.mbox"], ["--phys-bits", "33"]] {
            let end = try run(cell + wrong)
            #expect(end.code == 128, "\(wrong): \(end.errors)")
        }
    }
}

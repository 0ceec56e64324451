// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitStore
import TestSupport
import Testing

@testable import StraitPipeline

/// Runs are found by looking into directories, of which some may not be looked into.
@Suite final class RunFinderTests {
    private let path = NSTemporaryDirectory() + "strait-finder-\(UUID().uuidString)"

    init() throws {
        for name in ["a/1", "b/2", "c"] {
            try FileManager.default.createDirectory(atPath: "\(path)/\(name)", withIntermediateDirectories: true)
        }
        for name in ["a/1", "b/2"] { try Data("{}".utf8).write(to: URL(fileURLWithPath: "\(path)/\(name)/run.json")) }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// A finder that is denied one directory; whoever runs the tests may be denied none.
    private func finder(denied: String) -> RunFinder {
        RunFinder { directory in
            if directory.hasSuffix(denied) {
                throw CocoaError(.fileReadNoPermission, userInfo: [NSLocalizedDescriptionKey: "permission denied"])
            }
            return try FileManager.default.contentsOfDirectory(atPath: directory)
        }
    }

    @Test func whatCannotBeLookedIntoIsTold() throws {
        let all = try RunFinder().runs(in: path)
        #expect(all.paths == ["/a/1", "/b/2"] && all.problems.isEmpty)
        let found = try finder(denied: "/b").runs(in: path)
        #expect(found.paths == ["/a/1"] && found.problems.count == 1)
        #expect(found.problems.first?.hasPrefix("\(path)/b cannot be read, and runs in it are missing: ") == true)
    }

    @Test func theIndexAndTheHistoryTellIt() throws {
        let page = String(decoding: try RunIndex(of: path, finder: finder(denied: "/b")).html, as: UTF8.self)
        #expect(page.contains("/b cannot be read, and runs in it are missing: "))
        let error = #expect(throws: StraitError.self) { try HistoryRebuild(of: [path], finder: finder(denied: path)) }
        #expect(error?.message == "cannot read the directory \(path)")
        let store = try HistoryStore(at: "\(path)/history.sqlite")
        let refused = #expect(throws: StraitError.self) {
            _ = try HistoryRebuild(of: [path], finder: finder(denied: "/b")).write(to: store)
        }
        #expect(refused?.cause?.contains("/b cannot be read, and runs in it are missing: ") == true)
    }

    /// A directory's name may be any number.
    @Test func aNameThatLeavesNoNumberIsToldAndEndsNothing() throws {
        let locations = Locations(cache: path, runtime: path, recipes: path, state: path)
        for name in ["nights/\(Int.max)", "repro/\(Int.max)", "repro/000007"] {
            try FileManager.default.createDirectory(atPath: "\(path)/\(name)", withIntermediateDirectories: true)
        }
        let error = #expect(throws: StraitError.self) { try Nights(root: "\(path)/nights").next() }
        #expect(
            error?.kind == .request && error?.message.hasSuffix("leaves no number for another night; remove it") == true
        )
        #expect(try ReproShelf(locations).place(for: .sample("a")) == "\(path)/repro/000008")
    }
}

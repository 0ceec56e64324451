// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import Testing

@testable import StraitImage

/// The inputs of `Tests/Fixtures/patches`, each with what is right for it.
@Suite struct PatchReportTests {
    private let bench: PatchBench

    init() throws { bench = try PatchBench() }

    private func numbers(_ set: PatchSet) -> [Int?] { set.patches.map(\.applied.number) }

    @Test func theNewestVersionIsTaken() async throws {
        let both = try await bench.variant(["v1v2-both-apply.mbox"])
        #expect(both.set.patches.map(\.name) == ["[PATCH v2] mm: add a check"])
        #expect(both.set.version == 2)
        #expect(both.set.leftOut.map(\.name) == ["[PATCH] mm: add a check"])
        #expect(both.set.leftOut.map(\.kind) == [.older])
        #expect(both.set.notes == ["version 2 of “mm: add a check” is taken"])
        let text = try both.read("mm/memremap.c")
        #expect(text.contains("v2 */") && !text.contains("v1 */"))
        let same = try await bench.set("v1v2-same.mbox")
        #expect(numbers(same) == [1, 2, 3] && same.patches.allSatisfy { $0.applied.version == 2 })
        #expect(same.leftOut.map(\.kind) == [.older, .older, .older])
        #expect(same.notes == ["version 2 is taken, of version 1 and version 2"])
        let two = try await bench.set("fp-cover/0001-mm-memremap-change-1-of-the-series.patch", "reroll.patch")
        #expect(two.patches.map(\.applied.version) == [3])
        #expect(two.leftOut.map(\.kind) == [.older])
        #expect(try await bench.refusal("fp-cover", "reroll.patch").message.hasPrefix("two versions of one patch"))
    }

    @Test func rerollAloneIsTaken() async throws {
        let set = try await bench.set("reroll.patch")
        #expect(set.patches.map(\.applied.subject) == ["mm/memremap: change 1 of the series"])
        #expect(set.version == 3 && set.leftOut.isEmpty && set.notes.isEmpty)
    }

    @Test func twoSeriesAreAsked() async throws {
        let error = try await bench.refusal("two-series.mbox")
        #expect(error.kind == .request)
        #expect(error.message.contains("2 series"))
        #expect(error.message.contains("“[PATCH 1/2] mm: a”") && error.message.contains("“[PATCH 1/3] mm: b”"))
    }

    @Test func tagOfAListIsNone() async throws {
        let set = try await bench.set("listprefix.mbox")
        #expect(numbers(set) == [1, 2, 3] && set.version == 3 && set.title == "mm: a thing")
        #expect(set.patches[0].name == "[Intel-xe] [PATCH v3 1/3] mm/memremap: change 1")
        #expect(set.patches[0].applied.author == "Jérôme Example <dev@example.org>")
        #expect(set.patches[0].applied.messageID == "1.5625295585750522891@example.org")
        #expect(set.patches[0].applied.date == "2026-11-03T10:01:00Z")
        #expect(set.patches[0].files == ["mm/memremap.c"])
        #expect(set.leftOut.map(\.kind) == [.cover])
        #expect(try await bench.returns("listprefix.mbox") == [500, 1000, 1500])
    }

    @Test(arguments: ["listprefix-gap.mbox", "patchwork-gap.mbox"]) func gapIsTold(_ name: String) async throws {
        let error = try await bench.refusal(name)
        #expect(error.kind == .request)
        #expect(error.message.contains("is not the whole series of 3 patches: it lacks 3 of version 3"))
    }

    @Test(arguments: ["lp-reply-ontop.mbox", "thread-reply-diff.mbox", "thread-reply-diff-listprefix.mbox"])
    func replyIsNoPatch(_ name: String) async throws {
        let set = try await bench.set(name)
        #expect(set.patches.map(\.applied.subject) == ["mm/memremap: change 1"])
        #expect(set.leftOut.map(\.kind) == [.reply] && set.leftOut[0].hasDiff)
        #expect(try await bench.returns(name) == [500])
    }

    @Test func patchworkIsReadInItsOrder() async throws {
        let set = try await bench.set("patchwork.mbox")
        #expect(numbers(set) == [1, 2, 3] && set.version == 3)
        #expect(try await bench.returns("patchwork.mbox") == [500, 1000, 1500])
    }

    @Test func diffWithoutPrefixesIsAppliedWhereItBelongs() async throws {
        let variant = try await bench.variant(["noprefix.diff"])
        #expect(variant.staged == ["mm/memremap.c"])
        #expect(try await bench.returns("noprefix.diff") == [500])
    }

    @Test func coverLetterOfADirectoryNamesTheSeries() async throws {
        let set = try await bench.set("fp-cover")
        #expect(numbers(set) == [1, 2, 3] && set.title == "*** SUBJECT HERE ***")
        #expect(set.leftOut.map(\.kind) == [.cover])
    }

    @Test(arguments: ["crlf.diff", "b64crlf.mbox"]) func carriageReturnsOfTheWayGo(_ name: String) async throws {
        let set = try await bench.set(name)
        #expect(
            set.notes.map { $0.hasSuffix("applied without the carriage returns at the ends of its lines") } == [true])
        #expect(try await bench.returns(name) == [500])
    }

    @Test(arguments: ["latin1.diff", "latin1.mbox"]) func latin1IsAppliedByteForByte(_ name: String) async throws {
        let variant = try await bench.variant([name])
        let file = try PatchFileContent.bytes(of: variant.stage.files.appending("mm/latin1.c"))
        let line = DiffText.lines(file)[2]
        #expect(Data(line) == PatchBench.latin1(" * Authors: K. Jérôme Example <jerome@example.org>"))
    }

    @Test func packedMailboxIsUnpacked() async throws {
        #expect(numbers(try await bench.set("t.mbox.gz")) == [1, 2, 3])
    }

    private static let refused = [
        ("utf16.diff", "is UTF-16 text, which git cannot read"), ("empty.patch", "is empty: it has no patch"),
        ("html.patch", "is a web page, not a patch"),
        ("wrapped.diff", "is damaged: a hunk has more lines than its head announces"),
    ]

    @Test(arguments: refused) func whatIsNoPatchIsToldInOneSentence(_ name: String, _ words: String) async throws {
        let error = try await bench.refusal(name)
        #expect(error.kind == .request)
        #expect(error.message.contains(name) && error.message.contains(words), "\(error)")
    }

    @Test func oneMailTwiceIsAppliedOnce() async throws {
        let set = try await bench.set("reroll.patch", "reroll.patch")
        #expect(set.patches.count == 1 && set.leftOut.map(\.kind) == [.repeated])
        let box = try String(contentsOfFile: PatchBench.fixtures + "/listprefix.mbox", encoding: .utf8)
        try bench.scratch.write(box + box, to: "double.mbox")
        let double = try await bench.set("double.mbox")
        #expect(numbers(double) == [1, 2, 3])
        #expect(double.leftOut.count { $0.kind == .repeated } == 4)
    }

    @Test func whatHasNothingIsTold() async throws {
        #expect(try await bench.refusal("/dev/null").message == "/dev/null is empty: it has no patch")
        #expect(try await bench.refusal("/dev/null").kind == .request)
    }
}

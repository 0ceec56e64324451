// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import Testing

@testable import StraitImage

/// Which patches of a pile of mails are taken: threads as people save them.
@Suite struct SeriesChoiceTests {
    /// A mail with a diff, unless its subject is a cover letter's or `diff` is empty.
    private func mail(
        _ subject: String, _ diff: String? = nil, id: String? = nil, answers: String? = nil, day: Int? = nil,
        from: String = "jane@example.org", change: String? = nil
    ) -> FoundPatch {
        let tag = SubjectTag(subject)
        var found = FoundPatch(subject: subject, tag: tag, sender: from, origin: "t.mbox")
        found.messageID = id ?? subject + from + (day.map { "\($0)" } ?? "") + (diff ?? "")
        found.references = [answers].compactMap { $0 }
        found.date = day.map { Date(timeIntervalSince1970: Double($0) * 86400) }
        found.changeID = change
        let text = diff ?? (tag.number == 0 ? "" : "--- a/x\n+++ b/x\n+\(subject)")
        found.diff = Array(text.utf8)
        return found
    }

    private func choice(_ mails: [FoundPatch]) throws -> SeriesChoice { try SeriesChoice(of: mails, in: "t.mbox") }

    private func taken(_ mails: FoundPatch...) throws -> [String] { try choice(mails).chosen.map(\.subject) }

    private func refusal(_ mails: FoundPatch...) throws -> String {
        let error = #expect(throws: StraitError.self) { try choice(mails) }
        #expect(error?.kind == .request)
        return try #require(error).message
    }

    private func kinds(_ mails: [FoundPatch]) throws -> [PatchLeftOut.Kind] { try choice(mails).leftOut.map(\.kind) }

    private func series(_ tag: String, _ count: Int, day: Int? = nil, titles: String = "mm: ") -> [FoundPatch] {
        (1...count).map { mail("[\(tag) \($0)/\(count)] \(titles)\($0)", day: day) }
    }

    @Test func numbersAreTheOrder() throws {
        let subjects = try taken(
            mail("[PATCH net-next v3 2/3] mm: b"), mail("[PATCH net-next v3 0/3] mm: all"),
            mail("[PATCH net-next v3 3/3] mm: c"), mail("[PATCH net-next v3 1/3] mm: a"))
        #expect(
            subjects == [
                "[PATCH net-next v3 1/3] mm: a", "[PATCH net-next v3 2/3] mm: b", "[PATCH net-next v3 3/3] mm: c",
            ])
    }

    @Test func newestCompleteVersionIsTaken() throws {
        let v1 = series("PATCH", 2, day: 1)
        let v3 = series("PATCH v3", 3, day: 3)
        let v4 = [mail("[PATCH v4 1/3] mm: 1", day: 4), mail("[PATCH v4 0/3] mm: all", day: 4)]
        let chosen = try choice(v4 + v1 + v3)
        #expect(
            chosen.chosen.map(\.subject) == ["[PATCH v3 1/3] mm: 1", "[PATCH v3 2/3] mm: 2", "[PATCH v3 3/3] mm: 3"])
        #expect(
            chosen.notes == [
                "version 3 is taken, of version 1, version 3 and version 4",
                "version 4 is not complete: it lacks 2 and 3 of 3",
            ])
        #expect(
            chosen.leftOut.map(\.kind).sorted { $0.rawValue < $1.rawValue } == [
                .incomplete, .incomplete, .older, .older,
            ])
    }

    @Test func coverLetterAloneIsAVersionThatIsNotThere() throws {
        let v4 = mail("[PATCH v4 0/2] mm: all", answers: "v1")
        let v1 = [mail("[PATCH 0/2] mm: all", id: "v1")] + series("PATCH", 2)
        let chosen = try choice(v1 + [v4])
        #expect(chosen.chosen.map(\.tag?.version) == [1, 1])
        #expect(chosen.notes.last == "version 4 is not complete: it lacks 1 and 2 of 2")
        #expect(chosen.cover?.messageID == "v1")
    }

    @Test func versionOfSomePatchesIsTold() throws {
        let chosen = try choice(series("PATCH", 3) + [mail("[PATCH v2 2/3] mm: 2", answers: "x")])
        #expect(chosen.chosen.map(\.tag?.version) == [1, 1, 1])
        #expect(chosen.leftOut.map(\.kind) == [.incomplete])
        let fixup = try choice(series("PATCH v2", 3) + [mail("[PATCH v2.1 2/3] mm: 2")])
        #expect(fixup.chosen.map(\.tag?.revision) == [0, 0, 0])
        #expect(fixup.notes.last == "version 2.1 is not complete: it lacks 1 and 3 of 3")
    }

    @Test func gapIsRefusedWithTheNames() throws {
        let message = try refusal(
            mail("[PATCH v2 0/4] mm: all"), mail("[PATCH v2 1/4] mm: a"), mail("[PATCH v2 4/4] mm: d"))
        #expect(message.hasPrefix("t.mbox is not the whole series of 4 patches: it lacks 2 and 3 of version 2"))
        #expect(message.contains("“[PATCH v2 1/4] mm: a”, “[PATCH v2 4/4] mm: d”"))
        // A subject may claim any number: not all of them are looked at.
        #expect(try refusal(mail("[PATCH 2/999999999] a"), mail("Re: [PATCH 2/999999999] a", "")).contains("and more"))
        #expect(try refusal(mail("[PATCH 1/0] a"), mail("Re: a", "")).contains("beyond the end"))
    }

    @Test func patchWithoutADiffIsMissing() throws {
        let message = try refusal(mail("[PATCH 1/2] mm: a"), mail("[PATCH 2/2] mm: b", ""))
        #expect(message.contains("lacks 2 of version 1, and “[PATCH 2/2] mm: b” has no diff"))
    }

    @Test func repliesAreLeftOut() throws {
        let mails = [
            mail("[PATCH] mm: a", id: "a"), mail("Re: [PATCH] mm: a", answers: "a"),
            mail("Re: [PATCH] mm: a", "", id: "r"),
            mail("AW: [PATCH] mm: a", "", id: "w"),
        ]
        #expect(try choice(mails).chosen.map(\.messageID) == ["a"])
        #expect(try kinds(mails) == [.reply, .reply, .reply])
        #expect(try choice(mails).leftOut.map(\.hasDiff) == [true, false, false])
        #expect(
            try refusal(mail("Re: [PATCH] a"), mail("Re: b", "")).contains("only answers with a diff: “Re: [PATCH] a”"))
    }

    @Test func resendIsTheSameAgain() throws {
        let first = series("PATCH v2", 2, day: 1)
        let again = series("RESEND PATCH v2", 2, day: 9)
        #expect(try choice(first + again).chosen.map(\.tag?.isResend) == [true, true])
        #expect(try kinds(first + again) == [.older, .older])
        // A newer version counts more than a later date.
        let third = series("PATCH v3", 2, day: 5)
        #expect(try choice(third + again).chosen.map(\.tag?.version) == [3, 3])
    }

    @Test func whatWasLostIsSentAgain() throws {
        let lost = [mail("[PATCH 1/3] mm: 1", day: 1), mail("[PATCH 3/3] mm: 3", day: 1)]
        let again = mail("[PATCH RESEND 2/3] mm: 2", day: 2)
        #expect(try choice(lost + [again]).chosen.map(\.tag?.number) == [1, 2, 3])
        // Nothing was lost.
        let same = mail("[PATCH RESEND 2/3] mm: 2", "--- a/x\n+++ b/x\n+[PATCH 2/3] mm: 2", day: 2)
        let whole = try choice(series("PATCH", 3) + [same])
        #expect(whole.chosen.map(\.tag?.isResend) == [false, false, false])
        #expect(whole.leftOut.map(\.kind) == [.repeated])
        let other = mail("[PATCH RESEND 2/3] mm: 2", "--- a/x\n+++ b/x\n+another", day: 2)
        #expect(throws: StraitError.self) { try choice(series("PATCH", 3) + [other]) }
    }

    @Test func onePatchWithTwoDiffsIsRefused() throws {
        let first = series("PATCH v2", 2, day: 1)
        let message = #expect(throws: StraitError.self) {
            try choice(first + [mail("[PATCH v2 2/2] mm: 2", "--- a/x\n+++ b/x\n+other", day: 2)])
        }?.message
        #expect(message?.contains("one patch twice, with different diffs: “[PATCH v2 2/2] mm: 2” <") == true)
        // The whole again: the later one is meant.
        let second = first.map { mail($0.subject, "--- a/x\n+++ b/x\n+later \($0.subject)", day: 2) }
        #expect(try choice(second + first).chosen == second)
        #expect(try kinds(second + first) == [.older, .older])
        #expect(
            try refusal(mail("[PATCH] a", "--- a\n+++ b\n+1"), mail("[PATCH] a", "--- a\n+++ b\n+2")).contains(
                "one patch twice"))
    }

    @Test func twoSeriesAreRefused() throws {
        let one = series("PATCH", 2, titles: "mm: a")
        let other = series("PATCH", 3, titles: "gpu: b")
        let message = #expect(throws: StraitError.self) { try choice(one + other) }?.message
        #expect(message?.contains("2 series") == true && message?.contains("“[PATCH 1/3] gpu: b1”") == true)
        // As long as each other, and from two people: still two.
        let third = (1...2).map { mail("[PATCH \($0)/2] gpu: c\($0)", from: "joe@example.org") }
        #expect(throws: StraitError.self) { try choice(one + third) }
        // One title does not make one series of what two people sent.
        let fourth = (1...2).map { mail("[PATCH v2 \($0)/2] mm: a\($0)", from: "joe@example.org") }
        #expect(throws: StraitError.self) { try choice(one + fourth) }
        #expect(try refusal(mail("[PATCH 1/2] a"), mail("[PATCH 2/2] b"), mail("[PATCH] c")).contains("2 series"))
    }

    @Test func versionsAreFoundByWhatTheyShare() throws {
        let first = [mail("[PATCH 0/1] mm: old", id: "c1", change: "20260101-x"), mail("[PATCH 1/1] mm: old title")]
        let renamed = [mail("[PATCH v2 0/1] mm: new", change: "20260101-x"), mail("[PATCH v2 1/1] mm: new title")]
        #expect(try choice(first + renamed).chosen.map(\.tag?.version) == [2])
        let answered = [mail("[PATCH v2 0/1] mm: new", answers: "c1"), mail("[PATCH v2 1/1] mm: new title")]
        #expect(try choice(first + answered).chosen.map(\.tag?.version) == [2])
        let covers = [mail("[PATCH v2 0/1] MM: OLD"), mail("[PATCH v2 1/1] mm: new title")]
        #expect(try choice(first + covers).chosen.map(\.tag?.version) == [2])
        let others = [mail("[PATCH v2 0/1] mm: new"), mail("[PATCH v2 1/1] mm: new title")]
        #expect(throws: StraitError.self) { try choice(first + others) }
    }

    @Test func singlePatchesAreAQueue() throws {
        let subjects = try taken(
            mail("[PATCH] mm: b"), mail("[PATCH] mm: a"), mail("[PATCH v2] mm: b"), mail("[PATCH RESEND] mm: a", day: 4)
        )
        #expect(subjects == ["[PATCH v2] mm: b", "[PATCH RESEND] mm: a"])
        #expect(try taken(mail("mm: b"), mail("mm: a")) == ["mm: b", "mm: a"])
    }

    @Test func singleBecomesASeriesAndBack() throws {
        let grown = [mail("[PATCH] mm: a"), mail("[PATCH v2 1/2] mm: a"), mail("[PATCH v2 2/2] mm: b")]
        #expect(try choice(grown).chosen.map(\.tag?.version) == [2, 2])
        #expect(try kinds(grown) == [.older])
        // The whole in one, or a new version of one patch alone: nobody can tell.
        let message = try refusal(mail("[PATCH 1/2] mm: a"), mail("[PATCH 2/2] mm: b"), mail("[PATCH v2] mm: b"))
        #expect(message.contains("may replace one patch of version 1 or all of it"))
    }

    @Test func patchThatAnswersASeriesIsNotOfIt() throws {
        let mails = series("PATCH", 2) + [mail("[PATCH] mm: alternative", answers: series("PATCH", 2)[0].messageID)]
        #expect(try choice(mails).chosen.count == 2)
        #expect(try kinds(mails) == [.extra])
        #expect(
            try refusal(mail("[PATCH 1/1] a"), mail("[PATCH 2/1] b")).contains(
                "beyond the end of its series: “[PATCH 2/1] b”"))
    }

    @Test func whatRobotsSendIsNoPatch() throws {
        let mails = [
            mail("[PATCH] mm: a", id: "a"), mail("[tip: x86/mm] mm: a", answers: "a"),
            mail("+ mm-a.patch added", answers: "a"),
        ]
        #expect(try choice(mails).chosen.map(\.messageID) == ["a"])
        #expect(try kinds(mails) == [.untagged, .untagged])
        #expect(try refusal(mail("[PATCH] a"), mail("b")).contains("not called [PATCH]"))
        // patchwork takes the tag from what has no version.
        #expect(try taken(mail("mm: a"), mail("[v2] mm: a")) == ["[v2] mm: a"])
    }

    @Test func mailThatCameTwiceCountsOnce() throws {
        let direct = mail("[PATCH] mm: a", "--- a/x\n+++ b/x\n+1\n-- \n2.39\n", id: "a")
        let list = mail("[mm] [PATCH] mm: a", "--- a/x\n+++ b/x\n+1\n-- \n2.39\n\n___\nlist footer\n", id: "a")
        #expect(try choice([direct, list]).chosen == [direct])
        #expect(try kinds([direct, list]) == [.repeated])
        #expect(try refusal(direct, mail("[PATCH] mm: a", "--- a/x\n+++ b/x\n+2", id: "a")).contains("one Message-ID"))
    }

    @Test func emptyPilesAreTold() throws {
        #expect(try refusal() == "t.mbox has no patch: no mail in it has a diff")
        #expect(try refusal(mail("hello", "")) == "t.mbox has no patch: no mail in it has a diff")
        #expect(try refusal(mail("[PATCH 0/2] a")).contains("lacks 1 and 2") == false)
        #expect(try refusal(mail("[PATCH 0/2] a")).contains("a cover letter and no patch"))
    }
}

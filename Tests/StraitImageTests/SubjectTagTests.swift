// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import StraitImage

/// What subjects of the world say.
@Suite struct SubjectTagTests {
    struct Expected: Sendable {
        var version = 1
        var revision = 0
        var number: Int?
        var count: Int?
        var isReply = false
        var isResend = false
        var isPatch = true
        var title = "mm: x"
    }

    private static let subjects: [(String, Expected)] = [
        ("[PATCH] mm: x", Expected()),
        ("[PATCH 05/13] mm: x", Expected(number: 5, count: 13)),
        ("[PATCH v3 05/13] mm: x", Expected(version: 3, number: 5, count: 13)),
        ("[PATCH net-next v3 05/13] mm: x", Expected(version: 3, number: 5, count: 13)),
        ("[PATCH mm-unstable v3] mm: x", Expected(version: 3)),
        ("[PATCH V3 1/2] mm: x", Expected(version: 3, number: 1, count: 2)),
        ("[PATCHv2 1/2] mm: x", Expected(version: 2, number: 1, count: 2)),
        ("[PATCH-v2 1/2] mm: x", Expected(version: 2, number: 1, count: 2)),
        ("[PATCH 1/2 v2] mm: x", Expected(version: 2, number: 1, count: 2)),
        ("[patch 12/30] mm: x", Expected(number: 12, count: 30)),
        ("[PATCH 1 of 3] mm: x", Expected(number: 1, count: 3)),
        ("[PATCH v2.1 3/5] mm: x", Expected(version: 2, revision: 1, number: 3, count: 5)),
        ("[PATCH -next v2] mm: x", Expected(version: 2)), ("[PATCH][next] mm: x", Expected()),
        ("[PATCH] [v2] mm: x", Expected(version: 2)), ("[RFC] mm: x", Expected()),
        ("[RFC PATCH v2 0/3] mm: x", Expected(version: 2, number: 0, count: 3)),
        ("[PATCH/RFC v2] mm: x", Expected(version: 2)),
        ("[RESEND PATCH 1/2] mm: x", Expected(number: 1, count: 2, isResend: true)),
        ("[PATCH RESEND v3 1/2] mm: x", Expected(version: 3, number: 1, count: 2, isResend: true)),
        ("[PATCH v3 1/2 REPOST] mm: x", Expected(version: 3, number: 1, count: 2, isResend: true)),
        ("[RESEND][PATCH v3] mm: x", Expected(version: 3, isResend: true)),
        ("[Intel-xe] [PATCH v3 2/3] mm: x", Expected(version: 3, number: 2, count: 3)),
        ("[Intel-xe][PATCH v3 2/3] mm: x", Expected(version: 3, number: 2, count: 3)),
        ("[v3,2/3] mm: x", Expected(version: 3, number: 2, count: 3)),
        ("[net-next,v3,05/13] mm: x", Expected(version: 3, number: 5, count: 13)),
        ("[RESEND,v2,1/4] mm: x", Expected(version: 2, number: 1, count: 4, isResend: true)),
        ("[RFC,v2] mm: x", Expected(version: 2)), ("[2/3] mm: x", Expected(number: 2, count: 3)),
        ("[v2] mm: x", Expected(version: 2)), ("[PATCH 6.1 000/123] mm: x", Expected(number: 0, count: 123)),
        ("[PATCH 4/3] mm: x", Expected(number: 4, count: 3)),
        ("  [PATCH   v2]   mm:   x ", Expected(version: 2)),
        ("Re: [PATCH v2 1/2] mm: x", Expected(version: 2, number: 1, count: 2, isReply: true)),
        ("RE: [PATCH] mm: x", Expected(isReply: true)), ("AW: [PATCH] mm: x", Expected(isReply: true)),
        ("Re[2]: [PATCH] mm: x", Expected(isReply: true)), ("Fwd: [PATCH] mm: x", Expected(isReply: true)),
        ("回复：[PATCH] mm: x", Expected(isReply: true)),
        ("[Intel-xe] Re: [PATCH] mm: x", Expected(isReply: true)),
        ("Re: Re: [PATCH] mm: x", Expected(isReply: true)), ("mm: x", Expected(isPatch: false)),
        ("[Intel-xe] mm: x", Expected(isPatch: false)), ("[GIT PULL] mm: x", Expected(isPatch: false)),
        ("[tip: x86/mm] mm: x", Expected(isPatch: false)),
        ("[linux-next:master 1234/5678] mm: x", Expected(number: 1234, count: 5678, isPatch: false)),
        ("[syzbot] [mm?] mm: x", Expected(isPatch: false)), ("", Expected(isPatch: false, title: "")),
        ("[PATCH]", Expected(title: "")), ("[PATCH v99999999999999 1/2] mm: x", Expected(number: 1, count: 2)),
        ("[PATCH 99999999999999999999/2] mm: x", Expected()),
        ("[PATCH v2 mm: x", Expected(isPatch: false, title: "[PATCH v2 mm: x")),
    ]

    @Test(arguments: subjects.indices) func isRead(_ index: Int) {
        let (subject, expected) = Self.subjects[index]
        let tag = SubjectTag(subject)
        #expect(tag.isPatch == expected.isPatch, "\(subject)")
        #expect(tag.version == expected.version && tag.revision == expected.revision, "\(subject)")
        #expect(tag.number == expected.number && tag.count == expected.count, "\(subject)")
        #expect(tag.isReply == expected.isReply && tag.isResend == expected.isResend, "\(subject)")
        #expect(tag.title == expected.title, "\(subject)")
    }
}

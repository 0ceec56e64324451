// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// What a mail's subject says before its title: `Re: [Intel-xe] [PATCH net-next v3 05/13] mm: …`. Pure.
///
/// Read are the forms of `git format-patch`, of lists that add their name, of patchwork (`[net-next,v3,05/13]`), of hg
/// (`1 of 3`), and `PATCHv2`, `RFC`, `RESEND` in any order and case.
struct SubjectTag: Sendable, Equatable {
    /// What is behind all that.
    private(set) var title = ""
    /// Whether it is an answer or was forwarded.
    private(set) var isReply = false
    /// Whether it is called a patch.
    private(set) var isPatch = false
    /// `v3`: 3. One that says nothing is the first.
    private(set) var version = 1
    /// `v3.1`: 1, for a single patch that was sent anew.
    private(set) var revision = 0
    /// `05/13`: 5; 0 is a cover letter.
    private(set) var number: Int?
    /// `05/13`: 13.
    private(set) var count: Int?
    /// Whether it says that it was sent before.
    private(set) var isResend = false

    /// The tag of a subject, as it is in the mail, decoded.
    init(_ subject: String) {
        var rest = Substring(subject)
        while true {
            rest = rest.drop(while: \.isWhitespace)
            if let answer = rest.prefixMatch(of: Self.answer) {
                isReply = true
                rest = rest[answer.range.upperBound...]
            } else if let group = rest.prefixMatch(of: /\[([^\[\]]*)\]/) {
                read(group.1)
                rest = rest[group.range.upperBound...]
            } else {
                break
            }
        }
        title = rest.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// The words of mail programs for an answer and for a mail that is passed on.
    private nonisolated(unsafe) static let answer =
        /(re|aw|sv|vs|antw|antwort|odp|fw|fwd|wg|tr|rv|回复|答复|转发)(\[[0-9]+\])?[ ]*[:：]/.ignoresCase()

    /// One pair of brackets.
    private mutating func read(_ group: Substring) {
        let words = group.split { $0.isWhitespace || $0 == "," }.map { $0.uppercased() }
        var known = 0
        var isCalled = false
        var isMarked = false
        for (index, word) in words.enumerated() {
            if let version = word.wholeMatch(of: /(?:.*PATCH[A-Z]*[-_]?)?V([0-9]{1,4})(?:\.([0-9]{1,4}))?/) {
                self.version = Int(version.1) ?? 1
                revision = version.2.flatMap { Int($0) } ?? 0
                (isMarked, known) = (true, known + 1)
            } else if let place = Self.place(word, words[index...]) {
                (number, count) = place
                (isMarked, known) = (true, known + 1)
            }
            if word.contains("PATCH") || word.contains("RFC") { isCalled = true }
            if word.contains("RESEND") || word.contains("REPOST") || word.contains("RESENT") {
                (isResend, known) = (true, known + 1)
            }
        }
        // Robots have words and a fraction in brackets, too: `[linux-next:master 123/456]`. Patchwork has no blanks.
        isPatch = isPatch || isCalled || (isMarked && (known == words.count || !group.contains(where: \.isWhitespace)))
    }

    /// `05/13`, or `5`, `of`, `13`.
    private static func place(_ word: String, _ words: ArraySlice<String>) -> (Int, Int)? {
        let three = words.prefix(3)
        let text = three.count == 3 && three.dropFirst().first == "OF" ? "\(word)/\(three.last ?? "")" : word
        guard let match = text.wholeMatch(of: /([0-9]{1,9})\/([0-9]{1,9})/), let number = Int(match.1),
            let count = Int(match.2)
        else { return nil }
        return (number, count)
    }

    /// `version 3`, `version 3.1`, with `(resent)`.
    var versionName: String {
        "version \(version)" + (revision > 0 ? ".\(revision)" : "") + (isResend ? " (resent)" : "")
    }
}

// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The date of a mail (RFC 5322, 3.3, with the older forms of 4.3).
enum MailDate {
    private static let months = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]

    /// `Tue, 3 Nov 2026 10:02:00 +0100`; nil for what is no date.
    static func parsed(_ text: String) -> Date? {
        let pattern =
            /(?:[A-Za-z]+,?\s+)?([0-9]{1,2})\s+([A-Za-z]{3})[a-z]*\s+([0-9]{4})\s+([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?\s*([+-][0-9]{4})?/
        guard let match = text.prefixMatch(of: pattern),
            let month = months.firstIndex(of: match.2.lowercased()), let year = Int(match.3)
        else { return nil }
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let parts = DateComponents(
            year: year, month: month + 1, day: Int(match.1), hour: Int(match.4), minute: Int(match.5),
            second: match.6.flatMap { Int($0) } ?? 0)
        // A name in place of an offset is one of an age in which clocks agreed less.
        let offset = match.7.flatMap { Int($0) } ?? 0
        let seconds = (offset / 100 * 60 + offset % 100) * 60
        return calendar.date(from: parts).map { $0.addingTimeInterval(-Double(seconds)) }
    }
}
